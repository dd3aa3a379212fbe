"""Visitors of the shop, for distributed.ts."""

from locust import FastHttpUser, constant_throughput, task


class Visitor(FastHttpUser):
    # Tasks a second and user, while the shop keeps up: four processes of Locust leave a machine of two cores some room.
    wait_time = constant_throughput(10)

    @task
    def version(self):
        self.client.get("/version")

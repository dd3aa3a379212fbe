/** Programs of a control plane, by the names of their processes. */
export const programs = {
  etcd: { names: ["etcd"], debianPackage: "etcd-server" },
  "kube-apiserver": { names: ["kube-apiserver"], debianPackage: "" },
  "kube-controller-manager": {
    names: ["kube-controller-manager"],
    debianPackage: "",
  },
  "kube-scheduler": { names: ["kube-scheduler"], debianPackage: "" },
  kwok: { names: ["kwok"], debianPackage: "" },
} as const;

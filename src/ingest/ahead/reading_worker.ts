/** Reads small files, ahead of the thread that parses them; `reading_thread.ts` is its other side. */
import {
  readSmall,
  type SmallText,
  toSmallText,
} from "../source/small_text.ts";

self.onmessage = ({ data: paths }: MessageEvent<readonly string[]>) => {
  self.postMessage(paths.map(readText));
};

function readText(path: string): SmallText | null {
  const bytes = readSmall(path);
  return bytes === null ? null : toSmallText(bytes);
}

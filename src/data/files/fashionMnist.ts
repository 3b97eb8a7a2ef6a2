import { existsSync } from "node:fs";
import { DataError } from "../dataError.ts";
import type { ImageDataset } from "../imageDataset.ts";
import { type IdxSums, loadPinnedIdx } from "./pinnedIdx.ts";

const sums: IdxSums = {
  "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
  "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
};

const classNames = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

/** Where Debian's package dataset-fashion-mnist puts the four files. Throws DataError where it is not installed. */
export function installedFashionMnist(folder = "/usr/share/datasets/fashion-mnist"): string {
  if (existsSync(folder)) return folder;
  throw new DataError(
    `fashion-mnist: ${folder} does not exist; install Debian's package dataset-fashion-mnist, or put the four files from ` +
      "github.com/zalandoresearch/fashion-mnist into a folder and name it with --data-dir",
  );
}

/**
 * Loads Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
 * algorithms") from a folder of its four files, plain or .gz, into shared memory. Throws DataError.
 */
export function loadFashionMnist(folder: string = installedFashionMnist()): ImageDataset {
  return { ...loadPinnedIdx(folder, "fashion-mnist", "Fashion-MNIST", sums), classNames };
}

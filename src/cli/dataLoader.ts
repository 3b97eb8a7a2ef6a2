import { areLimits, type DataLoader, type DataSpec, type ImageDataset, limitTraining } from "#data";
import { loadDataset } from "#data/files";
import { canonical } from "#engine";
import { stderr } from "./output.ts";
import { tellReading } from "./tellReading.ts";

/**
 * Loads data sets, each once, and tells what was decided about them, unless it is quiet: what a run has are the bytes that it began with.
 */
export function dataLoader({ quiet = false } = {}): DataLoader {
  const loaded = new Map<string, ImageDataset>();
  const said = new Set<string>();
  const once = (spec: DataSpec, make: () => ImageDataset): ImageDataset => {
    const key = canonical(spec);
    const data = loaded.get(key) ?? make();
    loaded.set(key, data);
    return data;
  };
  const tell = (data: ImageDataset): ImageDataset => {
    const lines = (quiet ? [] : (data.notes ?? [])).map((note) => `${data.name}: ${note}\n`).filter((line) => !said.has(line));
    for (const line of lines) stderr.write(line);
    for (const line of lines) said.add(line);
    return data;
  };
  return (spec) => {
    const { trainExamples, labelNoise, dataSeed, ...files } = spec;
    const limits = { trainExamples, labelNoise, dataSeed };
    const { dataset, ...options } = files;
    const whole = once(files, () => {
      if (!quiet) tellReading(dataset);
      return loadDataset(dataset, options);
    });
    return tell(areLimits(limits) ? once(spec, () => limitTraining(whole, limits)) : whole);
  };
}

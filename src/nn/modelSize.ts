/** What is planned takes some time and memory for each layer; blocks in blocks are built by functions that call themselves. */
const [MOST_LAYERS, MOST_NESTED] = [100_000, 100];

/** Refuses a model of more layers, or of deeper blocks, than are planned; throws a clause. Whether they are layers at all is not looked at. */
export function checkModelSize(layers: unknown): void {
  const open: { readonly list: readonly unknown[]; readonly depth: number }[] = [];
  let count = 0;
  const add = (list: unknown, depth: number) => {
    if (!Array.isArray(list)) return;
    if (depth > MOST_NESTED)
      throw new RangeError(`its residual blocks lie more than ${MOST_NESTED} deep in each other; nest fewer of them`);
    count += list.length;
    if (count > MOST_LAYERS) throw new RangeError(`it has more than ${MOST_LAYERS} layers; give it fewer`);
    open.push({ list, depth });
  };
  add(layers, 0);
  for (let next = open.pop(); next; next = open.pop())
    for (const layer of next.list) {
      if (typeof layer !== "object" || layer === null) continue;
      if ("layers" in layer) add(layer.layers, next.depth + 1);
      if ("shortcut" in layer) add(layer.shortcut, next.depth + 1);
    }
}

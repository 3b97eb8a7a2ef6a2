import { useSignal, useSignalEffect } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Pad } from "../parts/pad.tsx";
import { asKept } from "../settings/address.ts";
import type { TwinName } from "../settings/settings.ts";
import { drops } from "../settings/twinDifferences.ts";
import { type Both, both, bothOf } from "../state/both.ts";
import type { Lab } from "../state/lab.ts";
import type { Pass } from "../twin/seen.ts";

/** Thinned nets that vote. */
const VOTERS = 60;
const noPasses: Both<Pass | null> = { a: null, b: null };
/** Before anything is drawn. */
const nobody = new Float32Array();

/** One's own digit, and what both twins say of it. */
export function Drawing({ lab }: { readonly lab: Lab }) {
  const passes = useSignal(noPasses);
  const votes = useSignal<Both<Float32Array | null>>({ a: nobody, b: nobody });
  const dropsNow = (twin: TwinName) => drops(lab.state.settings.value[twin], lab.state.faces.value?.[twin].sites ?? []);
  const pixels = useSignal<Uint8Array | null>(null);
  const ask = useMemo(() => newest(), []);
  // asked again for every other step, net and choice of units
  useSignalEffect(() => {
    const drawn = pixels.value;
    const { look, faces, removed } = lab.state;
    for (const one of [look, faces]) void one.value;
    const gone = removed.value;
    ask(async () => {
      if (!drawn || !faces.peek()) {
        passes.value = noPasses;
        votes.value = { a: nobody, b: nobody };
        return;
      }
      const seen = await both((twin) => lab.ask(twin)("sight", [{ pixels: drawn }, gone]));
      const said = await both(async (twin) => (seen[twin].thinned ? lab.ask(twin)("votes", [{ pixels: drawn }, VOTERS, gone]) : null));
      if (pixels.peek() !== drawn) return;
      passes.value = { a: seen.a.whole, b: seen.b.whole };
      votes.value = said;
    });
  });
  return (
    <section class="part" aria-labelledby="draw-title">
      <h2 id="draw-title">Draw a digit</h2>
      {lab.state.removed.value.some((units) => units.length > 0) && (
        <p class="hint">Both twins answer without the units that you took away.</p>
      )}
      <Pad
        passes={passes.value}
        votes={bothOf((twin) => (dropsNow(twin) ? (votes.value[twin] ?? nobody) : null))}
        onDraw={(next) => {
          pixels.value = next;
        }}
        onShow={(own) => {
          lab.see({ drawn: asKept(own) });
          document.querySelector(".nets")?.scrollIntoView({ block: "start" });
        }}
      />
    </section>
  );
}

/** Does one thing after the other; of those that wait only the newest. */
function newest(): (work: () => Promise<void>) => void {
  let waiting: (() => Promise<void>) | undefined;
  let isBusy = false;
  const run = async () => {
    isBusy = true;
    for (let work = waiting; work; work = waiting) {
      waiting = undefined;
      await work().catch(() => undefined);
    }
    isBusy = false;
  };
  return (work) => {
    waiting = work;
    if (!isBusy) void run();
  };
}

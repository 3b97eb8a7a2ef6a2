import { count, plain } from "../../dashboard/parts/format.ts";
import type { Company } from "./company.ts";
import type { SceneName } from "./sceneText.ts";

/** Trains the pair of a scene, says how far it is, and offers another seed. */
export function TrainBar({ company, scene }: { readonly company: Company; readonly scene: SceneName }) {
  const { lab, goal, isOpen, name: pairName } = company.pairOf(scene);
  const { step, isRunning, waits, arrived, settings, perSecond } = lab.state;
  const { seed } = settings.value.shared;
  const isDone = step.value >= goal;
  const name = isRunning.value ? "Pause" : step.value === 0 ? "Train both nets" : "Train on";
  const rate = perSecond.value;
  const left = Math.ceil((goal - step.value) / rate);
  return (
    <div class="train">
      {!isDone && (
        <button
          type="button"
          class="primary go"
          disabled={!isOpen.value}
          onClick={() => (isRunning.value ? void lab.pause() : company.train(scene))}
        >
          {name}
        </button>
      )}
      <label class="how-far">
        <span>
          {isDone ? "trained: step" : "step"} <b>{count(step.value)}</b>
          {!isDone && ` of ${count(goal)}`}
        </span>
        <progress max={goal} value={step.value} />
      </label>
      <span class="rate">
        {waits.value && arrived.value.train < 1
          ? `waiting for images: ${Math.floor(100 * arrived.value.train)}% are here`
          : isRunning.value && Number.isFinite(left)
            ? `${count(Math.max(1, left))} s left`
            : company.waiting.value.includes(pairName)
              ? "waits until you are back"
              : ""}
      </span>
      {step.value > 0 && !isRunning.value && (
        <button type="button" class="other-seed" onClick={() => otherSeed(company, scene)}>
          Another seed
        </button>
      )}
      <p class="hidden" role="status">
        {statusOf(isRunning.value, isDone, seed, lab.state.scores.value)}
      </p>
    </div>
  );
}

/** New nets with the next seed, which train at once. */
export const otherSeed = (company: Company, scene: SceneName): void =>
  company.renew(scene, (lab) => lab.restart(lab.state.settings.value.shared.seed + 1));

interface Accurate {
  readonly accuracy: number;
}

function statusOf(
  isRunning: boolean,
  isDone: boolean,
  seed: number,
  { a, b }: { readonly a: readonly Accurate[]; readonly b: readonly Accurate[] },
): string {
  if (isRunning) return `Both nets train, with seed ${seed}.`;
  const [ownA, ownB] = [a.at(-1), b.at(-1)];
  if (!isDone || !ownA || !ownB) return "";
  return `Both nets are trained. Of the test images A reads ${plain(100 * ownA.accuracy, 1)} percent, B ${plain(100 * ownB.accuracy, 1)} percent.`;
}

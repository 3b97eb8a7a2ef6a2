import { describe, expect, test } from "vitest";
import { type Claim, type Queue, type Standing, StoreError, TransientStoreError } from "#experiment";
import { Heartbeat } from "../src/lab/heartbeat.ts";
import { PendingWrites } from "../src/lab/pendingWrites.ts";
import { RunsInHand } from "../src/lab/runsInHand.ts";
import { evaluation } from "./laboratories.ts";
import { TestClock } from "./testClock.ts";

const claim = (attempt: number): Claim => ({ id: `run ${attempt}`, attempt });

describe("what waits to be written", () => {
  function writes() {
    const [clock, said, written, fatal] = [new TestClock(), [] as unknown[], [] as number[], [] as unknown[]];
    const pending = new PendingWrites({ clock, onTrouble: (message) => said.push(message), onFatal: (error) => fatal.push(error) });
    let troubles = 0;
    /** A write that fails so often before it works. */
    const add = (number: number, times = 0, error: Error = new TransientStoreError("locked")) => {
      let left = times;
      void pending.add(async () => {
        if (left-- > 0) {
          troubles++;
          throw error;
        }
        written.push(number);
      });
    };
    return { clock, said, written, fatal, pending, add, troubles: () => troubles };
  }

  test("15.8: is written in order, and tried again every second while there is trouble that may pass, which is said once", async () => {
    const { clock, said, written, fatal, pending, add } = writes();
    add(1);
    add(2, 2);
    add(3);
    await clock.pass(0);
    expect([written, pending.count]).toEqual([[1], 2]);
    await clock.pass(999);
    expect(said).toEqual(["locked"]);
    await clock.pass(1);
    await clock.pass(1000);
    await pending.drained();
    expect([written, said, fatal]).toEqual([[1, 2, 3], ["locked", undefined], []]);
  });

  test("is given up by a process that is to end, ten seconds after the trouble began", async () => {
    const { clock, written, fatal, pending, add } = writes();
    add(1, 1000);
    for (let second = 0; second < 60; second++) await clock.pass(1000);
    expect(fatal).toEqual([]);
    pending.hurry();
    for (let second = 0; second < 2; second++) await clock.pass(1000);
    expect(String(fatal)).toContain("the store could not be written for 10 seconds; what was not written will be done again");
    add(2);
    await pending.drained();
    expect(written).toEqual([]);
  });

  test("ends at trouble that does not pass", async () => {
    const { written, fatal, pending, add } = writes();
    add(1, 1, new StoreError("damaged"));
    add(2);
    await pending.drained();
    expect([String(fatal), written]).toEqual(["StoreError: damaged", []]);
  });
});

describe("runs in hand", () => {
  test("have worked while the clock was looked at, and not while the process was stopped", async () => {
    const clock = new TestClock();
    const hand = new RunsInHand(clock);
    hand.begin(claim(1), 100);
    await clock.pass(1500);
    expect(hand.takeNews()).toEqual([{ claim: claim(1), iteration: 100, seconds: 1.5, evaluations: [] }]);
    await clock.pass(3_600_000); // the machine slept
    expect(hand.secondsOf(claim(1))).toBe(1.5);
    await clock.pass(500);
    expect(hand.secondsOf(claim(1))).toBe(2);
  });

  test("give each evaluation once, and totals every time; what is lost gives nothing more", () => {
    const hand = new RunsInHand(new TestClock());
    hand.begin(claim(1), 0);
    hand.progress(claim(1), { iteration: 10, evaluation: evaluation(10) });
    expect(hand.takeNews()).toMatchObject([{ iteration: 10, evaluations: [{ iteration: 10 }] }]);
    expect(hand.takeNews()).toMatchObject([{ iteration: 10, evaluations: [] }]);
    hand.end(claim(1));
    hand.progress(claim(1), { iteration: 20 });
    expect([hand.takeNews(), hand.holds(claim(1)), hand.secondsOf(claim(1))]).toEqual([[], false, 0]);
  });

  test("are told apart by attempt: a run that is taken again is another", () => {
    const hand = new RunsInHand(new TestClock());
    const [old, again] = [
      { id: "run", attempt: 1 },
      { id: "run", attempt: 7 },
    ];
    hand.begin(old, 0);
    hand.begin(again, 50);
    hand.end(old);
    expect([hand.has("run"), hand.holds(old), hand.claims]).toEqual([true, false, [again]]);
  });
});

describe("the heartbeat", () => {
  function beating(answer: (claims: readonly Claim[]) => Promise<Standing[]>) {
    const said: string[] = [];
    const heartbeat = new Heartbeat({ beat: answer } as Queue, () => [claim(1), claim(2), claim(3)], {
      onLost: ({ id }) => said.push(`lost ${id}`),
      onStop: ({ id }) => said.push(`stop ${id}`),
      onFatal: (error) => said.push(String(error)),
    });
    return { said, heartbeat };
  }

  test("tells what is lost and what is to stop", async () => {
    const { said, heartbeat } = beating(async () => ["lost", "owner", "stop"]);
    await heartbeat.beat();
    expect(said).toEqual(["lost run 1", "stop run 3"]);
  });

  test("beats once at a time, tries again after trouble that may pass, and tells of the other kind", async () => {
    const answers = [new TransientStoreError("locked"), new StoreError("damaged")];
    let beats = 0;
    const { said, heartbeat } = beating(async () => {
      beats++;
      throw answers.shift();
    });
    await Promise.all([heartbeat.beat(), heartbeat.beat()]);
    expect([beats, said]).toEqual([1, []]);
    await heartbeat.beat();
    expect(said).toEqual(["StoreError: damaged"]);
  });
});

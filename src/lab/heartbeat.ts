import { type Claim, type Queue, type Standing, TransientStoreError } from "#experiment";

/** What is to be done with a run that one owns no more, or is not to go on with. */
export interface StandingEvents {
  onLost(claim: Claim): void;
  onStop(claim: Claim): void;
  onFatal(error: unknown): void;
}

/** Says to others that this process works, and learns how it stands with its runs. One beat at a time. */
export class Heartbeat {
  readonly #queue: Queue;
  readonly #claims: () => readonly Claim[];
  readonly #events: StandingEvents;
  #beating = false;

  constructor(queue: Queue, claims: () => readonly Claim[], events: StandingEvents) {
    this.#queue = queue;
    this.#claims = claims;
    this.#events = events;
  }

  async beat(): Promise<void> {
    if (this.#beating) return;
    this.#beating = true;
    try {
      const claims = this.#claims();
      const standings = await this.#queue.beat(claims);
      for (const [place, claim] of claims.entries()) this.#tell(claim, standings[place]);
    } catch (error) {
      if (!(error instanceof TransientStoreError)) this.#events.onFatal(error); // else the next beat
    } finally {
      this.#beating = false;
    }
  }

  #tell(claim: Claim, standing: Standing | undefined): void {
    if (standing === "lost") this.#events.onLost(claim);
    if (standing === "stop") this.#events.onStop(claim);
  }
}

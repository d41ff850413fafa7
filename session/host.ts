/**
 * What the Worker holds: the engine with its policies, and the feed that brings it records. It
 * carries out what the session's other side asks for.
 */
import { interestOf } from "../compiler/interest.ts";
import type { Machine } from "../compiler/machine.ts";
import { byName } from "../engine/changes.ts";
import { Engine } from "../engine/engine.ts";
import type { Summary } from "../engine/report.ts";
import { hostName } from "../sensor/native/host_name.ts";
import { Feed, type FeedOptions } from "./feed.ts";
import { Outbox } from "./outbox.ts";
import type { Batch, Operations, Request } from "./protocol.ts";
import { Tried } from "./tried.ts";
import type { LiveRun } from "./types.ts";
import { Sampling } from "./sampling.ts";

/** Host answers requests. */
export class Host {
  readonly #outbox: Outbox;
  readonly #onFault: (error: unknown) => void;
  readonly #engine: Engine;
  readonly #sampling: Sampling;
  #feed: Feed;
  readonly #tried = new Tried();
  #machines: ReadonlyMap<string, Machine> = new Map();
  #matches = 0;
  #dismissed = 0;
  #suppressed = 0;

  constructor(post: (batch: Batch) => void, onFault: (error: unknown) => void) {
    this.#onFault = onFault;
    this.#outbox = new Outbox(post);
    this.#engine = new Engine({
      match: (match) => {
        this.#matches++;
        this.#outbox.report(match);
      },
      dismissed: (end) => {
        this.#dismissed++;
        this.#outbox.report(end);
      },
      suppressed: (end) => {
        this.#suppressed++;
        this.#outbox.report(end);
      },
      transition: (move) => {
        this.#outbox.transition(move);
        this.#sampling.took();
      },
    }, { host: hostName() });
    this.#sampling = new Sampling((on) => this.#engine.transitions = on);
    this.#feed = this.#newFeed({});
  }

  #newFeed(options: FeedOptions): Feed {
    return new Feed({
      engine: this.#engine,
      outbox: this.#outbox,
      tried: this.#tried,
      interest: () => interestOf([...this.#machines.values()]),
      onFault: this.#onFault,
    }, options);
  }

  /** acknowledge takes note that the other side has taken in `count` items. */
  acknowledge(count: number): void {
    this.#outbox.acknowledge(count);
  }

  /** answer carries out a request; it throws a SensorError where the machine cannot. */
  async answer(request: Request): Promise<Operations[keyof Operations]["answer"]> {
    switch (request.operation) {
      case "open":
        this.#feed = this.#newFeed(request.ask);
        return null;
      case "clock":
        return this.#feed.clock;
      case "load":
        return this.#load(request.ask);
      case "drop":
        return this.#drop(request.ask);
      case "replace":
        return this.#replace(request.ask);
      case "counters":
        return this.#engine.counters().map((one) => ({
          ...one,
          tried: this.#tried.of(one.policy),
        }));
      case "start":
        this.#feed.start();
        return null;
      case "attach":
        return this.#feed.attach(request.ask);
      case "runs":
        return await this.#feed.starts.runs(request.ask);
      case "attachAll":
        this.#feed.attachAll();
        return null;
      case "detach":
        return this.#feed.detach(request.ask);
      case "record":
        this.#feed.record(request.ask);
        return null;
      case "endRecord":
        return this.#feed.endRecord();
      case "targets":
        return this.#feed.watched.targets();
      case "processes":
        return this.#feed.watched.processes();
      case "states":
        return this.#runs(request.ask);
      case "query":
        return await this.#feed.query(request.ask);
      case "keep":
        this.#feed.keep(request.ask);
        return null;
      case "summary":
        return this.#summary();
      case "idle":
        return await this.#feed.watched.whenIdle();
      case "listen":
        this.#sampling.begin(request.ask.transitions);
        this.#feed.listen(request.ask.events);
        return null;
      case "close":
        this.#sampling.begin(null);
        await this.#feed.close();
        return this.#summary();
    }
  }

  #load(machines: readonly Machine[]): null {
    return this.#replace([...this.#machines.values(), ...machines]);
  }

  #drop(name: string): boolean {
    const known = this.#machines.has(name);
    this.#replace([...this.#machines.values()].filter((machine) => machine.name !== name));
    return known;
  }

  /**
   * #replace exchanges the policies: no event is judged meanwhile, and what either set needs is
   * captured until it is done. Of two policies of one name the later one counts.
   */
  #replace(machines: readonly Machine[]): null {
    try {
      this.#feed.declare(interestOf([...this.#machines.values(), ...machines]));
      this.#engine.replace(machines);
      this.#machines = byName(machines);
      this.#tried.load(this.#machines.values());
    } finally {
      this.#feed.declare(interestOf([...this.#machines.values()]));
    }
    // What the former policies had to say goes out before the answer.
    this.#outbox.flush(this.#feed.now);
    return null;
  }

  /** #runs lists live runs as they are now, not at the latest event. */
  #runs({ policy, limit }: Operations["states"]["ask"]): readonly LiveRun[] {
    const { now, passed } = this.#feed;
    return this.#engine.runs(policy ?? undefined, limit).flatMap((run) => {
      const age = now + passed - run.start;
      if (run.left === null) return [{ ...run, age }];
      return run.left < passed ? [] : [{ ...run, age, left: run.left - passed }];
    });
  }

  #summary(): Summary {
    return {
      type: "summary",
      events: this.#feed.events,
      matches: this.#matches,
      dismissed: this.#dismissed,
      suppressed: this.#suppressed,
      ...this.#feed.losses.summary,
      skipped: 0,
      policies: this.#machines.size,
    };
  }
}

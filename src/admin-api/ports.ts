/** Whether one part of the process works, in words for the operator. */
export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: string;
}

/** What the API asks of the side that answers DNS queries. It is reached by messages only. */
export interface AnswerSide {
  /** Starts to serve a zone of the store; resolves when its apex is signed and answered. */
  serve(apex: string): Promise<void>;
  /**
   * Resolves when this process answers the zone as of `serial`. Rejects with DomainError `answer-unavailable`
   * if that does not happen in time: the write stands, and the message says so.
   */
  settled(apex: string, serial: number): Promise<void>;
  /** Sockets bound, zones loaded, one answer signed and verified. */
  health(): Promise<readonly HealthCheck[]>;
}

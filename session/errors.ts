/** SessionClosed is what a session answers that was closed before, or while, it was asked. */
export class SessionClosed extends Error {
  override readonly name = "SessionClosed";

  constructor() {
    super("Cannot do that: the session is closed");
  }
}

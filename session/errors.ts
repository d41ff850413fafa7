/** SessionClosed is what a session answers that was closed before, or while, it was asked. */
export class SessionClosed extends Error {
  /** name is the class's name, as on every error. */
  override readonly name = "SessionClosed";

  /** SessionClosed has one message, whatever was asked. */
  constructor() {
    super("Cannot do that: the session is closed");
  }
}

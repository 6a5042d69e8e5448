/** What the machine lacks, or a failed install: `message` says what, `hint` how to mend it. */
export class InstallFailed extends Error {
  code = "install_failed";

  /**
   * @param {string} message
   * @param {string} hint
   */
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

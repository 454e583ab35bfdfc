/** What the fake server answers instead. */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: object;

  constructor(status: number, problem: object) {
    super(String(status));
    this.status = status;
    this.problem = problem;
  }
}

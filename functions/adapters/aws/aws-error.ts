/** What AWS answered in place of what was asked: `name` is the service's own code, such as `AccessDenied`. */
export class AwsError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The error of an answer: JSON (`__type`, `message`) or XML (`<Code>`, `<Message>`). */
export function awsErrorOf(status: number, body: string): AwsError {
  const type = /"__type"\s*:\s*"(?:[^"]*#)?([^"]+)"/.exec(body)?.[1];
  const code = type ?? /<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? `Http${status}`;
  const said =
    /"[mM]essage"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? /<Message>([^<]*)<\/Message>/.exec(body)?.[1];
  return new AwsError(code, said ?? `AWS answered ${status}`, status);
}

/** Keys and indices from the top of the policy down. */
export type PolicyPath = readonly (string | number)[];

/** Where in the policy something is wrong, and what; told apart from other throws until it has a file and a line. */
export interface PolicyComplaint {
  readonly path: PolicyPath;
  readonly message: string;
  /** The complaint is about the key itself, not its value. */
  readonly aboutKey?: true;
}

/** `channels[0].max: got '5,00', …` */
export function complaintSentence({ path, message, aboutKey }: PolicyComplaint): string {
  if (aboutKey) return path.length === 1 ? message : `${pathText(path.slice(0, -1))}: ${message}`;
  return path.length === 0 ? message : `${pathText(path)}: ${message}`;
}

function pathText(path: PolicyPath): string {
  return path.map((key, depth) => (typeof key === 'number' ? `[${key}]` : depth === 0 ? key : `.${key}`)).join('');
}

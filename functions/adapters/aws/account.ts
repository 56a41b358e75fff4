import type { Credentials } from './signature.ts';

/** Where requests go and who signs them. */
export interface Account {
  readonly region: string;
  /** One endpoint for all services, such as that of a local AWS; null: AWS's own. */
  readonly endpoint: string | null;
  /** Asked before each request: those of a person expire and are renewed. */
  readonly credentials: () => Promise<Credentials>;
}

/** The account of a deployed function, from what Lambda puts into its environment. */
export function functionAccount(): Account {
  const credentials: Credentials = {
    accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    // An endpoint of one's own may know no tokens and set an empty one.
    sessionToken: process.env['AWS_SESSION_TOKEN'] === '' ? undefined : process.env['AWS_SESSION_TOKEN'],
  };
  return {
    region: process.env['AWS_REGION'] ?? '',
    endpoint: process.env['AWS_ENDPOINT_URL'] ?? null,
    credentials: async () => credentials,
  };
}

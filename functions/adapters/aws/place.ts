import type { Account } from './account.ts';

export interface Place {
  readonly protocol: string;
  readonly host: string;
  readonly path: string;
}

/** Where a service is: at AWS a bucket is part of the host's name, at an endpoint of one's own of the path. */
export function placeOf(
  { endpoint, region }: Pick<Account, 'endpoint' | 'region'>,
  { service, bucket, path }: { service: string; bucket: string | undefined; path: string },
): Place {
  if (endpoint !== null) {
    const { protocol, host } = new URL(endpoint);
    return { protocol, host, path: bucket === undefined ? path : `/${bucket}${path}` };
  }
  const prefix = bucket === undefined ? '' : `${bucket}.`;
  return { protocol: 'https:', host: `${prefix}${service}.${region}.amazonaws.com`, path };
}

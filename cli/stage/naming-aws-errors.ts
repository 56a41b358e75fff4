import { MarginalError, messageOf } from '../../functions/core/errors.ts';

const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError']);

const BAD_CREDENTIALS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'UnrecognizedClientException',
]);

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH']);

/** Runs the work; what AWS refuses it comes out in the catalogue's words. */
export async function namingAwsErrors<Result>(stage: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw named(error, stage);
  }
}

function named(error: unknown, stage: string): unknown {
  if (error instanceof MarginalError || !(error instanceof Error)) return error;
  const { name, message } = error;
  const cause = { cause: error };
  const [said = ''] = message.split('\n');
  if (NO_CREDENTIALS.has(name)) {
    const how = 'set AWS_PROFILE, or log in with `aws sso login`';
    return new MarginalError('NoCredentials', `no AWS credentials for stage '${stage}': ${said}; ${how}`, cause);
  }
  if (BAD_CREDENTIALS.has(name)) {
    return new MarginalError(
      'NoCredentials',
      `AWS does not take the credentials (${name}: ${said}); they may have expired: log in again`,
      cause,
    );
  }
  if (DENIED.has(name)) {
    const permission = /perform:? ([a-z0-9-]+:\w+)/.exec(message)?.[1];
    const lacks = permission === undefined ? said : `the permission ${permission} is missing (${said})`;
    return new MarginalError('NoPermission', `stage '${stage}': ${lacks}`, {
      ...cause,
      details: permission === undefined ? {} : { permission },
    });
  }
  if (message === 'Region is missing') {
    return new MarginalError('UsageError', 'no AWS Region: set AWS_REGION, or `region` in the profile', cause);
  }
  if ('code' in error && typeof error.code === 'string' && UNREACHABLE.has(error.code)) {
    return new MarginalError('StageUnreachable', `cannot reach AWS for stage '${stage}': ${messageOf(error)}`, cause);
  }
  return error;
}

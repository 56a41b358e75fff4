import { encodeComponent } from '../aws/signature.ts';

export function s3Path(key: string): string {
  return `/${key.split('/').map(encodeComponent).join('/')}`;
}

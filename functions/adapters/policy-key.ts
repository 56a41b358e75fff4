/** Where a stage's policy lies in its store bucket. */
export const POLICY_KEY = 'policy.yaml';

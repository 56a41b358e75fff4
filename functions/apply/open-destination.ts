import type { Destination, DestinationContext, OpenDestination } from './destination.ts';
import { sheetDestination } from './destinations/sheet.ts';

/** The destinations there are, by the kind a policy names. */
const DESTINATIONS: ReadonlyMap<string, (context: DestinationContext) => Destination> = new Map([
  ['sheet', sheetDestination],
]);

export const openDestination: OpenDestination = (kind, context) => DESTINATIONS.get(kind)?.(context);

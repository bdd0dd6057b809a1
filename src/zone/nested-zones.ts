/** The one of these zones that lies within the zone at `apex`, or that this one lies within, if there is such. */
export const nestedZone = <Zone extends { readonly apex: string }>(
  apex: string,
  zones: readonly Zone[],
): Zone | undefined => zones.find((zone) => apex.endsWith(`.${zone.apex}`) || zone.apex.endsWith(`.${apex}`));

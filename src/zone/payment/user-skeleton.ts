/** What is left of a user when `.`, `_` and `-` are taken out: people who mistake one name for another see little else. */
export const userSkeleton = (user: string): string => user.replace(/[._-]/g, "");

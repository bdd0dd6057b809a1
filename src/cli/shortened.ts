const WIDTH = 60;

/** A text that would fill the line, cut short. */
export const shortened = (text: string): string =>
  text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 3)}...`;

/*
 * The test vectors of BOLT 12 for the text form: the texts and their descriptions are those of the Lightning specifications,
 * https://github.com/lightning/bolts (bolt12/format-string-test.json), by their authors under CC-BY 4.0,
 * https://creativecommons.org/licenses/by/4.0/. The codes are this project's.
 */
import type { OfferFaultCode } from "../../src/zone/payment/bolt12/offer-fault.ts";

export interface FormatString {
  readonly comment: string;
  readonly text: string;
  /** What is wrong with it; nothing where it is valid. */
  readonly code?: OfferFaultCode;
}

/** The valid ones say the same. */
export const FORMAT_STRINGS: readonly FormatString[] = [
  {
    comment: "A complete string is valid",
    text: "lno1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
  },
  {
    comment: "Uppercase is valid",
    text: "LNO1PQPS7SJQPGTYZM3QV4UXZMTSD3JJQER9WD3HY6TSW35K7MSJZFPY7NZ5YQCNYGRFDEJ82UM5WF5K2UCKYYPWA3EYT44H6TXTXQUQH7LZ5DJGE4AFGFJN7K4RGRKUAG0JSD5XVXG",
  },
  {
    comment: "+ can join anywhere",
    text: "l+no1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
  },
  {
    comment: "Multiple + can join",
    text: "lno1pqps7sjqpgt+yzm3qv4uxzmtsd3jjqer9wd3hy6tsw3+5k7msjzfpy7nz5yqcn+ygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd+5xvxg",
  },
  {
    comment: "+ can be followed by whitespace",
    text: "lno1pqps7sjqpgt+ yzm3qv4uxzmtsd3jjqer9wd3hy6tsw3+  5k7msjzfpy7nz5yqcn+\nygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd+\r\n 5xvxg",
  },
  {
    comment: "+ can be followed by whitespace, UPPERCASE",
    text: "LNO1PQPS7SJQPGT+ YZM3QV4UXZMTSD3JJQER9WD3HY6TSW3+  5K7MSJZFPY7NZ5YQCN+\nYGRFDEJ82UM5WF5K2UCKYYPWA3EYT44H6TXTXQUQH7LZ5DJGE4AFGFJN7K4RGRKUAG0JSD+\r\n 5XVXG",
  },
  {
    comment: "Mixed case is invalid",
    text: "LnO1PqPs7sJqPgTyZm3qV4UxZmTsD3JjQeR9Wd3hY6TsW35k7mSjZfPy7nZ5YqCnYgRfDeJ82uM5Wf5k2uCkYyPwA3EyT44h6tXtXqUqH7Lz5dJgE4AfGfJn7k4rGrKuAg0jSd5xVxG",
    code: "offer-case-mixed",
  },
  {
    comment: "+ must be surrounded by bech32 characters",
    text: "lno1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg+",
    code: "offer-join-invalid",
  },
  {
    comment: "+ must be surrounded by bech32 characters",
    text: "lno1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg+ ",
    code: "offer-join-invalid",
  },
  {
    comment: "+ must be surrounded by bech32 characters",
    text: "+lno1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
    code: "offer-join-invalid",
  },
  {
    comment: "+ must be surrounded by bech32 characters",
    text: "+ lno1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
    code: "offer-join-invalid",
  },
  {
    comment: "+ must be surrounded by bech32 characters",
    text: "ln++o1pqps7sjqpgtyzm3qv4uxzmtsd3jjqer9wd3hy6tsw35k7msjzfpy7nz5yqcnygrfdej82um5wf5k2uckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
    code: "offer-join-invalid",
  },
];

/** The texts of the sign-in page, in English, and of what asks for a name or password elsewhere. */
import { pluralFor } from "./plural.ts";

const plural = pluralFor("en");

export const enSign = {
  inTitle: "Welcome back",
  upTitle: "Create your account",
  name: "Name",
  password: "Password",
  nameRule: "1 to 32 characters. Others will see it.",
  passwordRule: "8 to 256 characters. A few words in a row are easy to remember.",
  showPassword: "Show password",
  hidePassword: "Hide password",
  in: "Sign in",
  up: "Create account",
  working: "One moment…",
  toUp: "New here?",
  toUpAction: "Create an account",
  toIn: "Already have an account?",
  toInAction: "Sign in instead",
  errors: {
    nameMissing: "Enter your name.",
    nameLong: "The name is too long: at most 32 characters.",
    nameControl: "The name has characters that cannot be shown. Use letters, digits and spaces.",
    nameTaken: "This name is taken. Choose another, or sign in if it is yours.",
    passwordMissing: "Enter your password.",
    passwordShort: (missing: number) =>
      plural(missing, {
        one: "The password is too short: {n} more character is needed.",
        other: "The password is too short: {n} more characters are needed.",
      }),
    passwordLong: "The password is too long: at most 256 characters.",
    credentials: "Name and password do not match. Check both and try again.",
    limited: (seconds: number) =>
      plural(seconds, {
        one: "Too many tries. Wait {n} second, then try again.",
        other: "Too many tries. Wait {n} seconds, then try again.",
      }),
    unreachable: "No server could be reached. What you typed is kept; try again in a moment.",
    full: "The servers have no room left at the moment. What you typed is kept; try again later.",
    other: "That did not work. Try again in a moment.",
  },
};

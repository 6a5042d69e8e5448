import { type Access, applicationOf, type Opened, placeOf, type Session } from "../session.ts";

/**
 * Why a good key is not taken into a session, as the rest of a sentence about it; undefined: it is.
 * @param wanted what it has to open; undefined: anything
 */
export function refusalOf(access: Access, session: Session, wanted?: Opened): string | undefined {
  const opened = placeOf(access);
  if (opened === undefined) return "opens no environment";
  if (wanted !== undefined && opened !== wanted)
    return `${IS[opened]}; this needs ${NEEDS[wanted]}`;
  const mine = applicationOf(session);
  const { application = mine } = access;
  return mine === undefined || application === mine
    ? undefined
    : `is of the application ${application}, and you work for ${mine}: sign out first`;
}

const IS = {
  production: "is one of Production",
  sandbox: "is one of Sandbox",
  operator: "is the operator key",
};

const NEEDS = {
  production: "one of Production",
  sandbox: "one of Sandbox",
  operator: "the operator key",
};

import { bareName } from "./csvHeader.ts";

/** Words for a person or an animal, in languages that many tables are written in. */
const persons = [
  "subject|subj|usubj|sub|patient|ptid|pid|sid|person|participant|respondent|proband|volunteer|individual|donor|speaker|singer|signer",
  "rater|rider|runner|infant|teacher|user|customer|client|driver|student|pupil|child|player|athlete|worker|employee|mouse|rat|animal|resident",
  "patientunitstay|patienthealthsystemstay|srcsubject|panelist|panellist|cow",
  // German, Dutch, of the North
  "probandin|versuchsperson|vp|kunde|nutzer|benutzer|schuler|teilnehmer|mitarbeiter|klant|deelnemer|leerling|pasient|kund|elev|deltagare|deltaker|athlet|fahrer|versuchstier",
  // Spanish, Portuguese, Italian, French
  "sujeto|sujet|soggetto|paciente|paziente|pessoa|persona|personne|cliente|usuario|utilisateur|utente|alumno|alumna|aluno|aluna",
  "estudiante|estudante|etudiant|eleve|studente|participante|partecipante|empleado|empregado|funcionario",
  // Slavic
  "pacjent|pacient|klient|uczen|uczestnik|пациент|клиент|студент|участник|ученик|испытуемыи|пользователь",
  "пациента|клиента|студента|участника|ученика|испытуемого|пользователя",
  // Chinese, Japanese
  "患者|病人|客户|顾客|用户|学生|被试|受试者|被試|被験者|顧客|ユーサー",
].join("|");
/** What comes again as a person does, and is called so only as an id. */
const cases = "pat|resp|cust|emp|member|case|hadm|stay|encounter|admission|account|acct|visitor|device";
/** Behind such a word, that it is an id; the first of these may as well stand before it, where `number` would be a count. */
const idFirst = "id|code|codice|codigo|key|identifiant|identificador|kennung|ид|код";
const idLast = `${idFirst}|ids|no|nr|num|nbr|number|nummer|numero|kodes?|identifier|name|uid|uuid|guid|hash|номер|编号|号|番号|序号`;
const aside = "(?:private|public|unique|anon|anonymous|anonymi[sz]ed|study|hashed)*";

/** `patient_nbr`, `id_student`, `Participant.Private.ID`, `Kundennummer`, `numero de paciente` */
const ids = new RegExp(
  [
    `^${aside}(?:${persons})(?:s|n|en|es)?${aside}(?:${idLast})$`,
    `^${aside}(?:${idFirst}|номер|numero(?:de|del|du))(?:de|del|della|du|do|da)?(?:${persons}|${cases})$`,
    `^(?:${cases}|id)(?:${idLast})$`,
    "^(?:id|mrn|rid|prolificpid)$",
    "^(?:fall|personal|matrikel|mitglieds?|pers|pt)(?:nummer|nr|no|num|id)$",
    "^(?:病例号|住院号|员工编号|会员号|社員番号|社員id)$",
  ].join("|"),
  "u",
);
const alone = new RegExp(`^${aside}(?:${persons})$`, "u");

/** So many different values may be kinds. */
export const MOST_KINDS = 20;

/** Columns of these may also tell kinds of animals or of what is taught, or how many persons. */
const [kindName, countName] = [
  /^(?:subject|subj|patient|mouse|rat|animal|user|customer|client|student|worker|employee|player|resident|rider|runner|teacher|persona|pessoa|personne|cliente|usuario|utente|kunde|kund|klient|empleado|empregado|elev|eleve)$/,
  /^(?:person|child|infant|resident|persona|pessoa|personne|mitarbeiter|teilnehmer|nutzer|benutzer|fahrer|schuler)$/,
];

/** A name without case, marks and accents. */
const plainName = (name: string): string => bareName(name.normalize("NFD"));

/** Whether a column's name tells that it has the ids of persons or of what comes again as they do; `N° patient` as `patient id`. */
export function isPersonId(name: string): boolean {
  const plain = plainName(name.replace(/^n[°º]\.?\s*(?:de\s+)?(.*[^s])$/i, "$1 id"));
  return ids.test(plain) && !areCounted.test(plain);
}
/** How many children somebody has, how many customers came (`customers number`, `Nº clientes`), and what pets are called. */
const areCounted = /^(?:(?:child|person|infant|.*s)(?:num|nr|no|number|nbr)|(?:animal|cow|dog)names?)$/;

/** Whether a column's name tells of a person or an animal. */
export const isPersonName = (name: string): boolean => isPersonId(name) || alone.test(plainName(name));

/** Such a name may as well be of something else, as of vapour pressure: few values tell nothing. */
const mayBeOther = /^(?:vp|sub|pid|sid)$/;
export const isSurelyPerson = (name: string): boolean => isPersonName(name) && !mayBeOther.test(plainName(name));

/** Initials, two names, and a letter by itself or behind a word; so many of them at least, where fewer letters may be codes. */
const isCalledAsPerson = /^(?:\p{Lu}{1,4}|\p{Lu}[\p{L}'’-]+[ _.]\p{Lu}[\p{L}'’.-]*|\p{L}+[ _-]\p{L})$/u;
const LEAST_CALLED = 4;

/** Whether a column of these values tells which person or animal. */
export function namesPersons(name: string, values: Iterable<string>): boolean {
  if (!isPersonName(name)) return false;
  const [plain, all] = [plainName(name), [...values]];
  const areWords = kindName.test(plain) && all.length <= MOST_KINDS && all.every((value) => !/\d/.test(value));
  const areKinds = areWords && !(all.length >= LEAST_CALLED && all.every((value) => isCalledAsPerson.test(value)));
  const areCounts = countName.test(plain) && all.every((value) => /^\d$/.test(value));
  // a patient or none, a student or none
  const areFlags = !isPersonId(name) && all.length <= 2;
  return !areKinds && !areCounts && !areFlags;
}

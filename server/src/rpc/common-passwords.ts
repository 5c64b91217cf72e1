/** The passwords of eight characters and more that every list of leaked ones begins with. */
const COMMON = new Set(
  `password password1 password12 password123 password1234 passw0rd p@ssword p@ssw0rd passwort passwort1
  12345678 123456789 1234567890 12345678910 0123456789 987654321 9876543210 87654321 11111111 111111111
  00000000 88888888 66666666 55555555 22222222 99999999 12341234 12344321 11223344 112233445566 123123123
  123454321 147258369 741852963 789456123 159753456 19841984 123qweasd 1q2w3e4r 1q2w3e4r5t 1qaz2wsx
  1qazxsw2 q1w2e3r4 q1w2e3r4t5 qwertyuiop qwertyui qwerty12 qwerty123 qwerty1234 qwerty12345 qwertz123
  qwertzuiop azertyuiop asdfghjk asdfghjkl asdf1234 asdfasdf zxcvbnm1 zxcvbnm123 zaq12wsx zaq1zaq1
  abcdefgh abcdefghi abcd1234 abc12345 abc123456 a1b2c3d4 aaaaaaaa a12345678 a123456789 iloveyou iloveyou1
  iloveyou2 ilovegod sunshine sunshine1 princess princess1 princesa football football1 baseball baseball1
  basketball superman superman1 batman123 spiderman pokemon1 starwars starwars1 startrek trustno1
  welcome1 welcome123 letmein1 letmein123 changeme changeme1 administrator admin123 admin1234 adminadmin
  root1234 test1234 testtest testing1 guest123 computer internet internet1 samsung1 facebook google123
  microsoft whatever liverpool liverpool1 chelsea1 arsenal1 manchester barcelona juventus michelle jennifer
  jessica1 victoria elizabeth christian danielle samantha stephanie veronica nicholas jonathan alexander
  alexandra benjamin charlie1 michael1 jordan23 blink182 corvette mercedes midnight cheyenne butterfly
  chocolate chocolate1 cupcake1 babygirl babygirl1 lovelove loveme123 tinkerbell shadow123 dragon123
  monkey123 hello123 hellohello helloworld goodluck secret123 topsecret mypassword thepassword yourpassword
  november september december february 1a2b3c4d 1234qwer qwer1234 12qwaszx xxxxxxxx zzzzzzzz
  parleyparley parley123`.split(/\s+/),
);

/** Ignoring case: a capital letter fools nobody. */
export function isCommonPassword(password: string): boolean {
  return COMMON.has(password.toLowerCase());
}

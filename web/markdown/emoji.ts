/** `:name:` for the emoji that people know by name. Others are typed as they are. */

const TABLE = `
smile😄 smiley😃 grinning😀 grin😁 laughing😆 joy😂 rofl🤣 sweat_smile😅 slightly_smiling_face🙂 upside_down_face🙃 wink😉
blush😊 innocent😇 heart_eyes😍 kissing_heart😘 yum😋 stuck_out_tongue😛 zany_face🤪 nerd_face🤓 sunglasses😎 star_struck🤩
partying_face🥳 smirk😏 unamused😒 disappointed😞 pensive😔 confused😕 cry😢 sob😭 triumph😤 angry😠 rage😡 exploding_head🤯
flushed😳 scream😱 fearful😨 cold_sweat😰 sweat😓 hugs🤗 thinking🤔 thinking_face🤔 shushing_face🤫 zipper_mouth_face🤐
raised_eyebrow🤨 neutral_face😐 expressionless😑 no_mouth😶 rolling_eyes🙄 grimacing😬 relieved😌 sleepy😪 sleeping😴 mask😷
dizzy_face😵 cowboy_hat_face🤠 clown_face🤡 ghost👻 skull💀 alien👽 robot🤖 poop💩 see_no_evil🙈 hear_no_evil🙉 speak_no_evil🙊
heart❤️ orange_heart🧡 yellow_heart💛 green_heart💚 blue_heart💙 purple_heart💜 black_heart🖤 broken_heart💔 two_hearts💕
sparkling_heart💖 100💯 anger💢 boom💥 dizzy💫 sweat_drops💦 dash💨 zzz💤 speech_balloon💬 wave👋 raised_hand✋ ok_hand👌
pinched_fingers🤌 v✌️ crossed_fingers🤞 metal🤘 call_me_hand🤙 point_left👈 point_right👉 point_up_2👆 point_down👇 point_up☝️
+1👍 thumbsup👍 -1👎 thumbsdown👎 fist✊ facepunch👊 clap👏 raised_hands🙌 open_hands👐 handshake🤝 pray🙏 writing_hand✍️
muscle💪 brain🧠 eyes👀 eye👁️ facepalm🤦 shrug🤷 bow🙇 runner🏃 dancer💃 dog🐶 cat🐱 mouse🐭 rabbit🐰 fox_face🦊 bear🐻
panda_face🐼 frog🐸 monkey_face🐵 chicken🐔 penguin🐧 owl🦉 unicorn🦄 bee🐝 bug🐛 butterfly🦋 snail🐌 turtle🐢 snake🐍 octopus🐙
crab🦀 whale🐳 dolphin🐬 shark🦈 elephant🐘 sloth🦥 parrot🦜 dragon🐉 cactus🌵 christmas_tree🎄 evergreen_tree🌲 palm_tree🌴
seedling🌱 four_leaf_clover🍀 maple_leaf🍁 mushroom🍄 tulip🌷 rose🌹 sunflower🌻 sun_with_face🌞 sunny☀️ full_moon🌕 star⭐
star2🌟 sparkles✨ zap⚡ fire🔥 rainbow🌈 cloud☁️ umbrella☔ snowflake❄️ snowman⛄ ocean🌊 earth_africa🌍 apple🍎 banana🍌
lemon🍋 grapes🍇 strawberry🍓 peach🍑 avocado🥑 tomato🍅 hot_pepper🌶️ bread🍞 cheese🧀 pizza🍕 hamburger🍔 fries🍟 taco🌮 sushi🍣
popcorn🍿 cookie🍪 cake🍰 birthday🎂 chocolate_bar🍫 doughnut🍩 icecream🍦 coffee☕ tea🍵 beer🍺 beers🍻 wine_glass🍷 champagne🍾
cocktail🍸 soccer⚽ basketball🏀 trophy🏆 1st_place_medal🥇 dart🎯 game_die🎲 video_game🎮 guitar🎸 musical_note🎵 art🎨
tada🎉 confetti_ball🎊 balloon🎈 gift🎁 crown👑 gem💎 car🚗 bus🚌 bike🚲 train🚆 airplane✈️ rocket🚀 ship🚢 anchor⚓ construction🚧
house🏠 office🏢 hospital🏥 watch⌚ iphone📱 computer💻 keyboard⌨️ floppy_disk💾 camera📷 tv📺 bulb💡 flashlight🔦 books📚 book📖
newspaper📰 email📧 inbox_tray📥 package📦 memo📝 calendar📅 chart_with_upwards_trend📈 chart_with_downwards_trend📉 clipboard📋
pushpin📌 paperclip📎 scissors✂️ lock🔒 unlock🔓 key🔑 hammer🔨 wrench🔧 gear⚙️ link🔗 magnet🧲 test_tube🧪 microscope🔬
bomb💣 pill💊 broom🧹 shopping_cart🛒 warning⚠️ no_entry⛔ no_entry_sign🚫 stop_sign🛑 white_check_mark✅ heavy_check_mark✔️ x❌
question❓ exclamation❗ bangbang‼️ recycle♻️ hourglass⌛ alarm_clock⏰ stopwatch⏱️ bell🔔 no_bell🔕 mega📣 mag🔍 arrow_up⬆️
arrow_down⬇️ arrow_left⬅️ arrow_right➡️ new🆕 free🆓 cool🆒 ok🆗 sos🆘 red_circle🔴 large_blue_circle🔵 green_circle🟢
yellow_circle🟡 checkered_flag🏁 triangular_flag_on_post🚩 rainbow_flag🏳️‍🌈 pirate_flag🏴‍☠️
`;

const BY_NAME: ReadonlyMap<string, string> = new Map(
  [...TABLE.matchAll(/([+-]?[\w]+)(\P{ASCII}+)/gu)].map((match) => [
    match[1] ?? "",
    match[2] ?? "",
  ]),
);

/** Not behind a word: a time of day is none. */
const SHORTCODE = /(?<!\w):([+-]?\w+):/gu;

/** Names that are not in the table stay as they are. */
export function withEmoji(text: string): string {
  return text.replaceAll(SHORTCODE, (whole, name: string) => BY_NAME.get(name) ?? whole);
}

/** More than these are a picture, not an exclamation. */
const LARGE_MAX = 12;
const ONLY_EMOJI = new RegExp(String.raw`^(?:\p{RGI_Emoji}\s*){1,${String(LARGE_MAX)}}$`, "v");

export function isOnlyEmoji(text: string): boolean {
  return ONLY_EMOJI.test(text.trim());
}

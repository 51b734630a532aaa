import { Scene } from "./scene";

const dots = [0, 1, 2, 3, 4, 5, 6, 7];

/** A form, signed: the ink of the signature runs on to the phone. */
export function FormScene() {
  return (
    <Scene
      id="flow-form"
      left={73}
      title="A form"
      desc="The user name and the password are filled in, and the form is signed with one stroke of a pen."
    >
      <path className="flow-line flow-empty" d="M84 34 H74 V200 H204 V190" />
      <path className="flow-line flow-sheet" d="M84 20 H194 L218 44 V190 H84 Z" />
      <path className="flow-line flow-fold" d="M194 20 V44 H218 Z" />
      <path className="flow-word" d="M100 41 H146" />
      <path className="flow-line" d="M100 63 V70 H202 V63" />
      <path className="flow-fill-in" d="M107 63 H152" />
      <path className="flow-line" d="M100 91 V98 H202 V91" />
      {dots.map((dot) => (
        <circle key={dot} className="flow-dot" cx={109 + dot * 9} cy={90} r={2.5} />
      ))}
      <path className="flow-rule" d="M100 168 H202" />
      <path
        className="flow-first flow-across"
        d="M104 162 C122 160 141 143 144 125 C146 112 136 112 134 125 C131 143 136 161 147 161 C157 161 154 145 163 145 C171 145 165 161 175 161 C184 161 186 150 202 150 H373"
      />
      <path
        className="flow-first flow-down"
        d="M104 162 C122 160 141 143 144 125 C146 112 136 112 134 125 C131 143 136 161 147 161 C157 161 154 145 163 145 C171 145 163 161 173 161 C186 161 190 178 174 184 C160 189 154 196 154 220"
      />
    </Scene>
  );
}

import { Scene } from "./scene";

/** The telephone answers: a text with the PIN, or a call that rings. The answer leaves it in the signal colour. */
export function PhoneScene() {
  return (
    <Scene
      id="flow-phone"
      left={80}
      title="A phone"
      desc="It rings, and a text message with a PIN of six digits, 407 219, has come in."
    >
      <path className="flow-first flow-across" d="M80 150 H118" />
      <path className="flow-first flow-down" d="M161 0 V24" />
      <path className="flow-second flow-across" d="M190 150 H380" />
      <path className="flow-second flow-down" d="M161 190 V220" />
      <rect className="flow-solid" x="116" y="20" width="76" height="172" rx="11" />
      <rect className="flow-screen" x="123" y="33" width="62" height="141" rx="3" />
      <path className="flow-hole" d="M147 183 H161" />
      <path className="flow-line" d="M104 52 C97 62 97 76 104 86" />
      <path className="flow-line" d="M94 43 C83 59 83 79 94 95" />
      <path className="flow-line flow-sheet" d="M140 62 H256 V114 H162 L150 128 V114 H140 Z" />
      <text className="flow-pin" x="198" y="93" textAnchor="middle">
        407 219
      </text>
      <path className="flow-second flow-thin" d="M153 97 V103 H243 V97 M198 95 V103" />
    </Scene>
  );
}

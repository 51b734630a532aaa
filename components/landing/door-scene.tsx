import { Scene } from "./scene";

/** The door stands open: the answer becomes the second stroke, and both together are the mark. */
export function DoorScene() {
  return (
    <Scene
      id="flow-door"
      left={84}
      title="An open door"
      desc="The line from the phone runs through the doorway and answers the signature with a second stroke."
    >
      <path className="flow-light" d="M118 200 H212 L236 220 H94 Z" />
      <path className="flow-line flow-lit" d="M118 200 V34 H212 V200" />
      <path className="flow-line flow-leaf" d="M212 34 L258 20 V216 L212 200 Z" />
      <circle className="flow-knob" cx="249" cy="122" r="3.5" />
      <path
        className="flow-first flow-indoors"
        d="M132 151.5 C147 147 154.5 123 157.5 106.5 C159.9 93 169.5 85.5 178.5 93"
      />
      <path
        className="flow-second flow-across"
        d="M84 150 C112 150 132 131 151.5 147 C160.5 154.5 170 147 172.5 133.5 C175.5 117 183 93 198 88.5"
      />
      <path
        className="flow-second flow-down"
        d="M165 0 C165 26 101 4 101 50 V106 C101 138 134 132 151.5 147 C160.5 154.5 170 147 172.5 133.5 C175.5 117 183 93 198 88.5"
      />
    </Scene>
  );
}

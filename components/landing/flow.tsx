import { DoorScene } from "./door-scene";
import { FormScene } from "./form-scene";
import { PhoneScene } from "./phone-scene";

const steps = [
  { title: "You sign", text: "with your user name and your password.", Drawing: FormScene },
  {
    title: "Your phone answers",
    text: "with a PIN, in a text. No text? We call and read it out.",
    Drawing: PhoneScene,
  },
  {
    title: "The door opens",
    text: "once you type the PIN. A password alone opens nothing.",
    Drawing: DoorScene,
  },
];

/** The whole sign-in as one drawing in three parts: side by side, or one under the other on a narrow screen. */
export function Flow() {
  return (
    <ol className="flow">
      {steps.map(({ title, text, Drawing }) => (
        <li key={title} className="flow-step">
          <Drawing />
          <div className="flow-caption">
            <h3>{title}</h3>
            <p>{text}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

export default function P(){return <h1 className="text-2xl">hi</h1>}

import { type Person, plainName } from "./people.ts";

/** The real address always beside the name: anybody can write any name. */
export function People({
  people,
  strong = false,
}: {
  readonly people: readonly Person[];
  readonly strong?: boolean;
}) {
  return people.map((person, index) => {
    const name = plainName(person.name);
    const address = plainName(person.address);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same address may occur twice.
      <span className="person" key={`${address} ${index}`}>
        {name !== "" && name !== address && (
          <>
            <bdi className={strong ? "person-name strong" : "person-name"}>{name}</bdi>{" "}
          </>
        )}
        <bdi className={name === "" || name === address ? "" : "dim"}>
          {name === "" || name === address ? address : `<${address}>`}
        </bdi>
        {index < people.length - 1 && ", "}
      </span>
    );
  });
}

package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import lb.admin.foreign.Draft;
import lb.admin.keepalived.Looked.FileAway;
import lb.admin.keepalived.Looked.FileThere;
import lb.admin.keepalived.Looked.ThisProcess;
import lb.admin.problem.Place;
import lb.admin.problem.Words;
import org.jspecify.annotations.Nullable;

/**
 * What the priority of an instance follows. What keepalived adds while something works is in the priority here from the start,
 * and is taken away while it does not: on the wire it is the same.
 */
final class InstanceTracks {
    private static final int MOST_PRIORITY = 254;
    private static final int OWNER = 255;
    private static final int STANDARD_PRIORITY = 100;

    /** Something that is tracked, as it counts. */
    private record Counted(Tracked tracked, Weight weight, Place place) {}

    private final Block block;
    private final Owned owned;
    private final boolean balances;
    private final List<Counted> things = new ArrayList<>();
    /** Of scripts that ask whether this process serves. */
    private final List<Weight> serving = new ArrayList<>();

    /** Above those scripts. */
    private final List<String> comments = new ArrayList<>();

    private final List<String> bonuses = new ArrayList<>();
    private int bonus;
    private int sent = STANDARD_PRIORITY;
    /** By how much base and bonus are more than can be sent. */
    private int excess;

    private final boolean owner;

    InstanceTracks(Block block, Owned owned, @Nullable Group group, boolean balances) {
        this.block = block;
        this.owned = owned;
        this.balances = balances;
        this.owner = block.last("priority")
                .filter(line -> line.argument().equals(String.valueOf(OWNER)))
                .isPresent();
        read(block, group == null || group.allowsWeights());
        if (group != null) {
            read(group.block(), true);
        }
    }

    private void read(Block from, boolean weights) {
        for (Statement line : lines(from, "track_interface", InstanceTracks::isInterface)) {
            Tracked thing = new Tracked(
                    "interfaces",
                    "interface",
                    line.keyword(),
                    Tracked.NOTHING_MORE,
                    null,
                    Weight.FAULT,
                    line.keyword(),
                    line.place());
            boolean own = block.last("interface")
                    .filter(one -> one.argument().equals(line.keyword()))
                    .isPresent();
            if (own) {
                from.note(
                        line.place(),
                        "track_interface " + line.keyword()
                                + " has no effect: without its own interface it takes no part");
            } else {
                add(thing, line, from, weights);
            }
        }
        for (Statement line : lines(from, "track_script", owned.scripts()::containsKey)) {
            find("vrrp_script", owned.scripts(), line, from).ifPresent(script -> add(script, line, from, weights));
        }
        for (Statement line : lines(from, "track_process", owned.processes()::containsKey)) {
            find("vrrp_track_process", owned.processes(), line, from).ifPresent(thing -> {
                if (WatchedBalancer.isThisProcess(thing.what(), balances)) {
                    addServing(thing.weight(), thing.name(), line, from, weights);
                } else {
                    add(thing, line, from, weights);
                }
            });
        }
        for (Statement line : lines(from, "track_file", owned.files()::containsKey)) {
            find("track_file", owned.files(), line, from).ifPresent(thing -> add(thing, line, from, weights));
        }
    }

    /** @param known whether a word is one of those that may be tracked */
    private static List<Statement> lines(Block from, String keyword, Predicate<String> known) {
        List<Statement> lines =
                from.all(keyword).stream().flatMap(one -> one.block().stream()).toList();
        return SharedLine.tracked(lines, known, from);
    }

    private static boolean isInterface(String word) {
        return !word.equals("weight")
                && !Weight.DIRECTIONS.contains(word)
                && Numbers.whole(word).isEmpty();
    }

    private static <T> Optional<T> find(String kind, Map<String, T> all, Statement line, Block from) {
        T found = all.get(line.keyword());
        if (found == null) {
            from.error(
                    line.place(),
                    "there is no " + kind + " " + WordSplitter.shown(line.keyword())
                            + (all.isEmpty()
                                    ? " (expected: one that is in the file)"
                                    : " (expected: " + String.join(", ", all.keySet())
                                            + Words.didYouMean(line.keyword(), all.keySet()) + ")"));
        }
        return Optional.ofNullable(found);
    }

    private void add(Script script, Statement line, Block from, boolean weights) {
        switch (script.looked()) {
            case ThisProcess own -> {
                comments.addAll(script.comments());
                addServing(script.weight(), script.name(), line, from, weights);
            }
            case Looked.OtherProcess(String name) ->
                add(TrackedProcess.of(script, name, line.place()), line, from, weights);
            case FileAway(String path) -> add(fileAway(path, script), line, from, weights);
            case FileThere(String path) ->
                add(Objects.requireNonNull(fileAway(path, script).turnedRound()), line, from, weights);
            case Looked.Unknown unknown -> {
                // It was said of the script.
            }
        }
    }

    private void addServing(Weight standard, String name, Statement line, Block from, boolean weights) {
        Weight weight = LineWeight.of(standard, line, from, weights);
        if (weight.reversed()) {
            LineWeight.refuseReverse(line, from);
            return;
        }
        if (!LineWeight.isLeftOut(owner, weight, line, from)) {
            serving.add(weight);
            addBonus(weight, name);
        }
    }

    private static Tracked fileAway(String path, Script script) {
        return new Tracked(
                "files",
                "file",
                path,
                Tracked.NOTHING_MORE,
                more -> more.set("missing", true, script.place()),
                script.weight(),
                script.name(),
                script.place());
    }

    private void add(Tracked thing, Statement line, Block from, boolean weights) {
        boolean trackFile = owned.files().containsValue(thing);
        Weight weight = LineWeight.of(thing.weight(), line, from, weights);
        if (trackFile && weight.bonus() == 0 && !weight.isFault() && weight.reversed()) {
            // Its number is multiplied by what is written: by as much below 0.
            weight = new Weight(-weight.drop(), false);
        }
        if (trackFile && weight.bonus() > 0) {
            from.error(
                    line.place(),
                    "track_file " + WordSplitter.shown(line.keyword())
                            + " with a weight that raises the priority is not done yet in this version (expected: a weight"
                            + " below 0, or 0)");
            return;
        }
        Tracked counted = weight.reversed() ? thing.turnedRound() : thing;
        if (counted == null) {
            LineWeight.refuseReverse(line, from);
            return;
        }
        if (LineWeight.isLeftOut(owner, weight, line, from) || isThere(counted, weight)) {
            return;
        }
        things.add(new Counted(counted, weight, line.place()));
        addBonus(weight, counted.name());
    }

    /** What an instance and its group track is tracked once: so that the addresses are given up, where one of them asks for it. */
    private boolean isThere(Tracked thing, Weight weight) {
        for (int i = 0; i < things.size(); i++) {
            Counted before = things.get(i);
            if (before.tracked().list().equals(thing.list())
                    && before.tracked().what().equals(thing.what())
                    && before.tracked().name().equals(thing.name())
                    && before.weight().reversed() == weight.reversed()) {
                if (weight.isFault()) {
                    things.set(i, new Counted(before.tracked(), weight, before.place()));
                }
                return true;
            }
        }
        return false;
    }

    private void addBonus(Weight weight, String name) {
        if (weight.bonus() > 0) {
            bonus += weight.bonus();
            bonuses.add(weight.bonus() + " more while " + name + (weight.reversed() ? " is not well" : " is well"));
        }
    }

    /** With what is added while all is well. */
    void putPriority(Draft into) {
        Statement line = block.last("priority").orElse(null);
        Place place = line == null ? block.place() : line.place();
        if (line != null) {
            line.comments().forEach(into::comment);
        }
        Optional<Integer> written = line == null ? Optional.of(STANDARD_PRIORITY) : Numbers.whole(line.argument());
        if (written.isEmpty() || written.get() < 1 || written.get() > OWNER) {
            String text = line == null ? "" : line.argument();
            block.error(place, "priority " + WordSplitter.shown(text) + " (expected: 1 to 255)");
            return;
        }
        int base = written.get();
        if (bonus == 0) {
            sent = base;
            into.set("priority", base, place);
            return;
        }
        excess = Math.max(0, base + bonus - MOST_PRIORITY);
        if (excess > 0 && tracked() > 1) {
            block.warning(
                    place,
                    "priority " + base + " and weights of " + bonus + " are more than " + MOST_PRIORITY
                            + ", which is the most that is sent: what fails takes its weight from that");
            excess = 0;
        }
        into.comment("keepalived: priority " + base + ", and " + String.join(", ", bonuses));
        sent = Math.min(MOST_PRIORITY, base + bonus);
        into.set("priority", sent, place);
    }

    /** How many things take something from the priority, each by itself. */
    private long tracked() {
        return things.stream().filter(one -> !one.weight().isFault()).count()
                + (serving.isEmpty() || givesUp() ? 0 : 1);
    }

    void put(Draft into) {
        comments.forEach(into::comment);
        if (serving.isEmpty()) {
            if (balances) {
                into.comment("keepalived: no track_script that looks after the balancer");
            }
            into.set("serves", List.of(), block.place());
        } else if (givesUp()) {
            // Its scripts ask only whether the balancer runs: a node whose servers are all gone keeps the address
            // there.
            into.comment(
                    "keepalived: gives the address up; here the lowest priority, so that another node takes it if there is one");
            lowerBy(Math.max(1, sent - 1), into);
        } else {
            putLowered(serving.stream().mapToInt(Weight::drop).sum() - excess, into);
        }
        for (Counted one : things) {
            int drop = one.weight().drop() - excess;
            if (one.weight().isFault() || drop > 0) {
                Weight weight = one.weight().isFault() ? Weight.FAULT : new Weight(drop, false);
                one.tracked().addTo(into.object("track", block.place()), weight, one.place());
            }
        }
    }

    private boolean givesUp() {
        return serving.stream().anyMatch(Weight::isFault);
    }

    private void putLowered(int drop, Draft into) {
        if (drop > 0) {
            into.comment(
                    "keepalived: while the balancer does not run; here also while one of its frontends has no usable"
                            + " server");
            lowerBy(Math.min(MOST_PRIORITY, drop), into);
        } else {
            into.comment("keepalived: a weight that changes nothing, since no more than 254 is sent");
            into.set("serves", List.of(), block.place());
        }
    }

    private void lowerBy(int drop, Draft into) {
        into.object("when-unusable", block.place()).set("lower-priority-by", drop, block.place());
    }
}

package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import lb.admin.problem.Problems;

/**
 * The virtual routers of other nodes beside those of the first: what has to be the same on every node is compared. Each
 * contradiction is told once, with both lines, and read on as the first node has it.
 */
final class SameRouters {
    private static final String ROUTER_ID = "router-id";

    private static final List<Scalar> SCALARS = List.of(
            new Scalar(ROUTER_ID, "virtual_router_id"),
            new Scalar("version", "version"),
            new Scalar("advert-interval", "advert_int"));

    /** A key of ours, and keepalived's word for it. */
    private record Scalar(String key, String word) {}

    private final Draft first;
    private final Problems problems;

    SameRouters(Draft first, Problems problems) {
        this.first = routers(first);
        this.problems = problems;
    }

    private static Draft routers(Draft draft) {
        return NodeFiles.object(draft, "virtual-ips").orElseGet(Draft::new);
    }

    /** Those of another node, which then have the names of the first one's. */
    void compare(Draft other) {
        Draft theirs = routers(other);
        List<String> unmatched = new ArrayList<>(first.keys());
        unmatched.removeAll(theirs.keys());
        for (String name : theirs.keys()) {
            Draft router = NodeFiles.object(theirs, name).orElseThrow();
            Place place = theirs.placeOf(name).orElseThrow();
            if (first.has(name)) {
                compare(name, router, place);
                continue;
            }
            Optional<String> called = unmatched.stream()
                    .filter(one -> isSame(NodeFiles.object(first, one).orElseThrow(), router))
                    .findFirst();
            if (called.isEmpty()) {
                problems.warning(
                        place,
                        "vrrp_instance " + WordSplitter.shown(name)
                                + " is in this file alone: no other node takes its addresses over (expected: it in every"
                                + " file)");
                continue;
            }
            problems.note(
                    place,
                    "vrrp_instance " + WordSplitter.shown(name) + " is " + WordSplitter.shown(called.get())
                            + " here, as in "
                            + shown(first.placeOf(called.get()).orElseThrow())
                            + ", which has the same virtual_router_id");
            unmatched.remove(called.get());
            theirs.remove(name);
            theirs.put(called.get(), router, place);
            compare(called.get(), router, place);
        }
        for (String name : unmatched) {
            problems.warning(
                    first.placeOf(name).orElseThrow(),
                    "vrrp_instance " + WordSplitter.shown(name)
                            + " is not in every file: a node without it never takes its addresses over (expected: it in"
                            + " every file)");
        }
    }

    private static boolean isSame(Draft one, Draft other) {
        return one.sameAt(ROUTER_ID, other) && isIpv6(one) == isIpv6(other);
    }

    private static boolean isIpv6(Draft router) {
        return addresses(router).stream().anyMatch(address -> address.indexOf(':') >= 0);
    }

    private void compare(String name, Draft router, Place place) {
        Draft own = NodeFiles.object(first, name).orElseThrow();
        String title = "vrrp_instance " + WordSplitter.shown(name) + ": ";
        for (Scalar scalar : SCALARS) {
            String key = scalar.key();
            if (!own.sameAt(key, router)) {
                contradict(
                        router.placeOf(key).orElse(place),
                        title
                                + scalar.word()
                                + router.get(key).map(one -> " " + one).orElse(" is missing, and"),
                        own.get(key).map(String::valueOf).orElse("not set"),
                        own.placeOf(key).or(() -> first.placeOf(name)).orElseThrow());
                take(key, own, router);
            }
        }
        if (!own.sameAt("authentication", router)) {
            // Never what the passwords are.
            contradict(
                    passwordOf(router)
                            .or(() -> router.placeOf("authentication"))
                            .orElse(place),
                    title + "authentication",
                    "another one",
                    passwordOf(own)
                            .or(() -> own.placeOf("authentication"))
                            .or(() -> first.placeOf(name))
                            .orElseThrow());
            take("authentication", own, router);
        }
        compareAddresses(title, own, router, place);
    }

    private void compareAddresses(String title, Draft own, Draft router, Place place) {
        Set<String> here = addresses(own);
        Set<String> there = addresses(router);
        boolean same = here.equals(there);
        if (!same) {
            contradict(
                    placeOfAddresses(router).orElse(place),
                    title + "virtual_ipaddress " + String.join(", ", there),
                    String.join(", ", here),
                    placeOfAddresses(own).orElse(place));
        }
        // In another order they are the same; what is said of one, such as its interface, may differ from node to node.
        if (!same || (isPlain(own) && isPlain(router))) {
            take("address", own, router);
            take("addresses", own, router);
        }
    }

    private static boolean isPlain(Draft router) {
        return elements(router).stream().noneMatch(Draft.class::isInstance);
    }

    private static List<Object> elements(Draft router) {
        Object all = router.get("address").or(() -> router.get("addresses")).orElse(List.of());
        return all instanceof List<?> list ? List.copyOf(list) : List.of(all);
    }

    /** Without the lengths of their networks: none of them counts. */
    private static Set<String> addresses(Draft router) {
        return elements(router).stream()
                .map(one ->
                        one instanceof Draft detailed ? detailed.get("address").orElse("") : one)
                .map(String::valueOf)
                .map(text -> text.replaceFirst("/\\d+$", ""))
                .map(text ->
                        Literals.address(text).map(one -> one.getHostAddress()).orElse(text))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<Place> placeOfAddresses(Draft router) {
        return router.placeOf("address").or(() -> router.placeOf("addresses"));
    }

    private static Optional<Place> passwordOf(Draft router) {
        return NodeFiles.object(router, "authentication").flatMap(one -> one.placeOf("password"));
    }

    private static void take(String key, Draft from, Draft to) {
        to.remove(key);
        to.move(key, from);
    }

    private void contradict(Place at, String said, String other, Place otherAt) {
        problems.error(
                at,
                said + " is " + other + " in " + shown(otherAt) + " (expected: the same in the files of all nodes)");
    }

    private static String shown(Place place) {
        return place.file() + ":" + place.line();
    }
}

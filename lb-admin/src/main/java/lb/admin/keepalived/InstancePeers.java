package lb.admin.keepalived;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import lb.admin.foreign.Draft;

/** Whom the adverts of an instance go to, and from where. */
final class InstancePeers {
    private final Block block;
    private final Machine machine;
    private final Optional<String> nodeAddress;
    private final boolean ipv6;

    InstancePeers(Block block, Machine machine, Optional<String> nodeAddress, boolean ipv6) {
        this.block = block;
        this.machine = machine;
        this.nodeAddress = nodeAddress;
        this.ipv6 = ipv6;
    }

    void put(Draft into) {
        Optional<Statement> source = Sources.written(block);
        block.last("unicast_source_ip")
                .ifPresent(line -> block.warning(
                        line.place(),
                        "unicast_source_ip is no word of keepalived, which leaves the line out; it is taken for"
                                + " unicast_src_ip"));
        List<Statement> peers = block.all("unicast_peer").stream()
                .flatMap(one -> one.block().stream())
                .toList();
        if (peers.isEmpty()) {
            source.ifPresent(this::checkMulticast);
            return;
        }
        Optional<Statement> written =
                source.filter(line -> Literals.address(line.argument()).isPresent());
        Optional<String> address = written.map(Statement::argument).or(this::ofInterface);
        source.filter(line -> written.isEmpty())
                .ifPresent(line -> block.error(
                        line.place(),
                        line.keyword() + " " + WordSplitter.shown(line.argument()) + " (expected: an IP address)"));
        if (address.isEmpty()) {
            if (source.isEmpty()) {
                block.error(
                        block.place(),
                        "unicast_src_ip is missing, and this machine has no interface of that name to take the address of"
                                + " (expected: unicast_src_ip with this node's own address)");
            }
            return;
        }
        block.all("unicast_peer").getLast().comments().forEach(into::comment);
        List<Integer> ttls = new ArrayList<>();
        for (Statement peer : peers) {
            into.add("peers", peer.keyword(), peer.place());
            ttl(peer, address.get()).ifPresent(ttls::add);
        }
        if (!address.equals(nodeAddress)) {
            into.set("source", address.get(), written.map(Statement::place).orElse(block.place()));
        }
        ttls.stream()
                .min(Integer::compare)
                .filter(least -> least < 255)
                .ifPresent(least -> into.set("unicast-ttl", Math.max(1, least), block.place()));
    }

    private Optional<String> ofInterface() {
        return block.last("interface")
                .flatMap(line -> machine.addressOf(line.argument(), ipv6))
                .map(InetAddress::getHostAddress)
                .map(text -> text.replaceFirst("%.*", ""));
    }

    /** What a peer's adverts have left at least: keepalived asks for nothing unless it is told to. */
    private Optional<Integer> ttl(Statement peer, String source) {
        Iterator<String> words = peer.arguments().iterator();
        Optional<Integer> least = Optional.empty();
        while (words.hasNext()) {
            String word = words.next();
            if (SharedLine.tellAddress(word, peer, block)) {
                continue;
            }
            Optional<Integer> number = words.hasNext() ? Numbers.whole(words.next()) : Optional.empty();
            if (word.equals("min_ttl") && number.isPresent()) {
                least = number;
            } else if (word.equals("max_ttl") && number.isPresent()) {
                block.note(peer.place(), "max_ttl has no effect: a peer may be as near as it is");
            } else {
                block.error(
                        peer.place(),
                        "unknown word " + WordSplitter.shown(word) + " (expected: min_ttl or max_ttl with a number)");
            }
        }
        return least.or(() -> Literals.address(peer.keyword())
                .filter(one -> machine.isRouted(one, source))
                .map(_ -> 1));
    }

    private void checkMulticast(Statement line) {
        if (line.keyword().startsWith("unicast")) {
            block.warning(
                    line.place(),
                    line.keyword() + " without unicast_peer: adverts go by multicast, as with keepalived");
            return;
        }
        Optional<String> own = ofInterface();
        if (own.isPresent() && !own.get().equals(line.argument())) {
            block.error(
                    line.place(),
                    "mcast_src_ip " + WordSplitter.shown(line.argument())
                            + " is not done yet in this version (expected: " + own.get()
                            + ", the first address of the interface, which adverts come from)");
        }
    }
}

package lb.ha;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.ha.address.ClaimListener;

/** What is said on an interface, and what is answered to whom asks. */
final class InMemoryClaims implements ClaimListener {
    private final List<Claim> said = new ArrayList<>();
    private final Map<InetAddress, String> answering = new HashMap<>();
    private final List<InetAddress> asked = new ArrayList<>();
    private Set<InetAddress> listenedFor;
    private boolean closed;

    InMemoryClaims(Collection<InetAddress> listenedFor) {
        this.listenedFor = Set.copyOf(listenedFor);
    }

    Set<InetAddress> listenedFor() {
        return listenedFor;
    }

    /** Somebody says to have an address. */
    void say(InetAddress address, String hardwareAddress) {
        said.add(new Claim(address, hardwareAddress));
    }

    /** Somebody answers from now on. */
    void answer(InetAddress address, String hardwareAddress) {
        answering.put(address, hardwareAddress);
    }

    /** What was asked for, in order. */
    List<InetAddress> asked() {
        return asked;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void listenFor(Collection<InetAddress> addresses) {
        listenedFor = Set.copyOf(addresses);
    }

    @Override
    public List<Claim> heard() {
        List<Claim> heard = List.copyOf(said);
        said.clear();
        return heard;
    }

    @Override
    public void ask(Inet4Address address) {
        asked.add(address);
        String answer = answering.get(address);
        if (answer != null) {
            say(address, answer);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}

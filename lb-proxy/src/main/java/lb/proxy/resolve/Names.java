package lb.proxy.resolve;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.Resolver;

/**
 * Follows the names of servers on a thread of its own, {@code lb-dns}: whatever name servers do, traffic and checks do
 * not wait for it.
 */
public final class Names implements AutoCloseable {
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final NanoClock clock;
    private final Map<Resolver, NameServers> asked = new HashMap<>();

    /** Replaced as a whole. */
    private volatile Map<NamedServers, NameFollowing> all = new HashMap<>();

    private volatile List<NamedServers> order = List.of();

    private Names(EventLoopGroup group, NanoClock clock) {
        this.group = group;
        this.clock = clock;
        loop = group.next();
    }

    /** Begins to ask for all of them; waits for no answer. There is no thread where there is no name. */
    public static Names start(List<NamedServers> all, NanoClock clock) {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("lb-dns", true), NioIoHandler.newFactory());
        Names names = new Names(group, clock);
        names.become(all);
        return names;
    }

    /** Asks for these from now on: what was asked for before, for the very same servers, goes on as it did. Waits for nothing. */
    public synchronized void become(List<NamedServers> others) {
        Map<NamedServers, NameFollowing> former = all;
        Map<NamedServers, NameFollowing> next = new HashMap<>();
        List<NameFollowing> begun = new ArrayList<>();
        for (NamedServers named : others) {
            NameFollowing following = former.get(named);
            if (following == null) {
                NameServers servers =
                        asked.computeIfAbsent(named.address().resolver(), resolver -> new NameServers(resolver, loop));
                following = new NameFollowing(named, servers, loop, clock);
                begun.add(following);
            }
            next.put(named, following);
        }
        former.forEach((named, following) -> {
            if (!next.containsKey(named)) {
                loop.execute(following::stop);
            }
        });
        order = List.copyOf(others);
        all = next;
        closeUnused(others);
        begun.forEach(following -> loop.execute(following::ask));
    }

    /** Name servers that nobody asks any more. */
    private void closeUnused(List<NamedServers> used) {
        Set<Resolver> resolvers =
                used.stream().map(named -> named.address().resolver()).collect(Collectors.toSet());
        asked.entrySet().removeIf(one -> {
            boolean unused = !resolvers.contains(one.getKey());
            if (unused) {
                loop.execute(one.getValue()::close);
            }
            return unused;
        });
    }

    /** How many resolvers are asked. */
    synchronized int resolvers() {
        return asked.size();
    }

    /** How often each name was asked for. Any thread. */
    public List<NameFigures> figures() {
        Map<NamedServers, NameFollowing> now = all;
        return order.stream()
                .map(now::get)
                .filter(Objects::nonNull)
                .map(NameFollowing::figures)
                .toList();
    }

    /** Asks no more. Any thread; does not wait. */
    @Override
    public void close() {
        var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}

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
import java.util.concurrent.TimeUnit;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.Resolver;

/**
 * Follows the names of servers on a thread of its own, {@code lb-dns}: whatever name servers do, traffic and checks do
 * not wait for it.
 */
public final class Names implements AutoCloseable {
    private final EventLoopGroup group;
    private final List<NameFollowing> all;

    private Names(EventLoopGroup group, List<NameFollowing> all) {
        this.group = group;
        this.all = all;
    }

    /** Begins to ask for all of them; waits for no answer. There is no thread where there is no name. */
    public static Names start(List<NamedServers> all, NanoClock clock) {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("lb-dns", true), NioIoHandler.newFactory());
        EventLoop loop = group.next();
        Map<Resolver, NameServers> asked = new HashMap<>();
        List<NameFollowing> followed = new ArrayList<>();
        for (NamedServers named : all) {
            NameServers servers =
                    asked.computeIfAbsent(named.address().resolver(), resolver -> new NameServers(resolver, loop));
            NameFollowing following = new NameFollowing(named, servers, loop, clock);
            followed.add(following);
            loop.execute(following::ask);
        }
        return new Names(group, followed);
    }

    /** How often each name was asked for. Any thread. */
    public List<NameFigures> figures() {
        return all.stream().map(NameFollowing::figures).toList();
    }

    /** Asks no more. Any thread; does not wait. */
    @Override
    public void close() {
        var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}

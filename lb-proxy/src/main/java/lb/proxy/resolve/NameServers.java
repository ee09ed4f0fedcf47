package lb.proxy.resolve;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import lb.proxy.resolve.Answer.Failure;
import lb.proxy.resolve.Reply.Nothing;
import lb.proxy.settings.Resolver;

/**
 * Asks the name servers of one resolver: by UDP from a port of its own for each question, by TCP when the answer is
 * too long. What has another id, question or source than was asked for is no answer. Who answered last is asked first.
 * Everything is called, and calls back, on one event loop.
 */
final class NameServers implements Lookup.Questions, AutoCloseable {
    private final Resolver resolver;
    private final DnsNameResolver asking;
    private int preferred;

    NameServers(Resolver resolver, EventLoop loop) {
        this.resolver = resolver;
        asking = new DnsNameResolverBuilder(loop)
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .queryTimeoutMillis(resolver.timeouts().retry().toMillis())
                .maxPayloadSize(resolver.acceptedPayload())
                .optResourceEnabled(true)
                .decodeIdn(false)
                .searchDomains(List.of())
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .nameServerProvider(new SingletonDnsServerAddressStreamProvider(
                        resolver.nameServers().getFirst()))
                .build();
    }

    @Override
    public void ask(String name, DnsRecordType type, Consumer<Reply> reply) {
        DnsQuestion question = new DefaultDnsQuestion(ResponseReader.canonical(name), type);
        ask(question, Math.max(resolver.retries(), resolver.nameServers().size()), preferred, reply);
    }

    private void ask(DnsQuestion question, int attempts, int index, Consumer<Reply> reply) {
        InetSocketAddress server = resolver.nameServers().get(index);
        Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> asked = asking.query(server, question);
        asked.addListener(_ -> {
            Reply read = read(asked, question, server);
            // That a name does not exist is an answer; another error may be this name server's own.
            boolean failed = read instanceof Nothing nothing && nothing.failure() != Failure.NX;
            if (failed && attempts > 1) {
                ask(question, attempts - 1, (index + 1) % resolver.nameServers().size(), reply);
            } else {
                preferred = failed ? 0 : index;
                reply.accept(read);
            }
        });
    }

    private static Reply read(
            Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> asked,
            DnsQuestion question,
            InetSocketAddress server) {
        String by = NetUtil.toSocketAddressString(server);
        if (!asked.isSuccess()) {
            return asked.cause() instanceof DnsNameResolverTimeoutException
                    ? new Nothing(Failure.TIMEOUT, "no answer of " + by)
                    : new Nothing(
                            Failure.OTHER,
                            "no answer of " + by + ": " + asked.cause().getMessage());
        }
        AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = asked.getNow();
        try {
            return ResponseReader.read(envelope.content(), question.name(), question.type(), by);
        } finally {
            envelope.release();
        }
    }

    @Override
    public void close() {
        asking.close();
    }
}

package lb.admin.reload;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.InheritedSocket;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.Network;
import lb.proxy.settings.Resolver;
import lb.proxy.settings.UnixAddress;
import lb.proxy.settings.Users;
import lb.proxy.tls.TestCertificates;
import org.jspecify.annotations.Nullable;

/** What settings are made of in the end: two values of each type at least, each unlike the one before it. */
final class PlainValues {
    private static final Map<Class<?>, List<?>> ALL = new HashMap<>();

    static {
        ALL.put(int.class, List.of(1, 2, 200, 301, 302));
        ALL.put(Integer.class, List.of(1, 2));
        ALL.put(long.class, List.of(1L, 2L));
        ALL.put(double.class, List.of(0.25, 0.5));
        ALL.put(char.class, List.of('a', 'b'));
        ALL.put(boolean.class, List.of(false, true));
        ALL.put(Boolean.class, List.of(false, true));
        ALL.put(String.class, List.of("one", "two"));
        ALL.put(Duration.class, List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)));
        ALL.put(Path.class, List.of(Path.of("/one"), Path.of("/two")));
        ALL.put(URI.class, List.of(URI.create("http://one/"), URI.create("http://two/")));
        ALL.put(
                Users.Password.Hashed.class,
                List.of(new Users.Password.Hashed("abcdefghijklm"), new Users.Password.Hashed("nopqrstuvwxyz")));
        ALL.put(
                X509Certificate.class,
                List.of(
                        TestCertificates.authority("one").certificate(),
                        TestCertificates.authority("two").certificate()));
        // Of these there are two, which are not the same.
        ALL.put(LocalAnswerer.class, List.of(unlike(LocalAnswerer.class), unlike(LocalAnswerer.class)));
        ALL.put(PrivateKey.class, List.of(unlike(PrivateKey.class), unlike(PrivateKey.class)));
        addresses();
    }

    private PlainValues() {}

    private static void addresses() {
        InetAddress host = InetAddress.ofLiteral("192.0.2.1");
        InetSocketAddress port = new InetSocketAddress(host, 1);
        InetSocketAddress another = new InetSocketAddress(host, 2);
        UnixAddress file = UnixAddress.file("/one");
        UnixAddress anotherFile = UnixAddress.file("/two");
        ALL.put(InetAddress.class, List.of(host, InetAddress.ofLiteral("192.0.2.2")));
        ALL.put(Network.class, List.of(new Network(host, 32), Network.around(host, 24)));
        ALL.put(InetSocketAddress.class, List.of(port, another));
        ALL.put(UnixAddress.class, List.of(file, anotherFile));
        ALL.put(
                SocketAddress.class,
                List.of(
                        port,
                        another,
                        file,
                        anotherFile,
                        new MappedAddress(host, 1),
                        new MappedAddress(host, 2),
                        new InheritedSocket(3),
                        new InheritedSocket(4),
                        new DnsAddress("one", 80, DnsAddress.Family.IPV4, resolver(3), null),
                        new DnsAddress("two", 80, DnsAddress.Family.IPV4, resolver(3), null),
                        new DnsAddress("two", 81, DnsAddress.Family.IPV4, resolver(3), null),
                        new DnsAddress("two", 81, DnsAddress.Family.IPV6, resolver(3), null),
                        new DnsAddress("two", 81, DnsAddress.Family.IPV6, resolver(4), null)));
    }

    private static Resolver resolver(int retries) {
        Duration second = Duration.ofSeconds(1);
        return new Resolver(
                "r",
                List.of(),
                retries,
                new Resolver.Timeouts(second, second),
                new Resolver.Hold(second, second, second, second, second, second),
                512);
    }

    /** Of an interface; like nothing else. */
    private static Object unlike(Class<?> type) {
        return Proxy.newProxyInstance(
                PlainValues.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> switch (method.getName()) {
                    case "equals" -> arguments[0] == self;
                    case "hashCode" -> System.identityHashCode(self);
                    default -> type.getSimpleName();
                });
    }

    /** Those of a type; null for one that is made of others. */
    static @Nullable List<?> of(Class<?> type) {
        return type.isEnum() ? List.of(type.getEnumConstants()) : ALL.get(type);
    }
}

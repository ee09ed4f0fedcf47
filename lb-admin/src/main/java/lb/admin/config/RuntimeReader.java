package lb.admin.config;

import java.net.InetSocketAddress;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.settings.UnixAddress;
import lb.proxy.settings.UnixPermissions;
import org.jspecify.annotations.Nullable;

/** Reads the runtime sockets. */
final class RuntimeReader {
    private RuntimeReader() {}

    static RuntimeSettings read(Section top) {
        var section = top.sectionOrEmpty(RuntimeKeys.RUNTIME, RuntimeKeys.TABLE);
        return new RuntimeSettings(local(section), tcp(section));
    }

    private static RuntimeSettings.@Nullable Local local(Section section) {
        var text = section.get(RuntimeKeys.SOCKET);
        var mode = section.orStandard(RuntimeKeys.MODE);
        var permissions = new UnixPermissions(
                Integer.parseInt(mode, 8), section.get(RuntimeKeys.USER), section.get(RuntimeKeys.GROUP));
        var level = section.orStandard(RuntimeKeys.LEVEL);
        var exposeListeners = section.orStandard(RuntimeKeys.EXPOSE_LISTENERS);
        if (RuntimeKeys.NONE.equals(text)) {
            section.wrong(RuntimeKeys.EXPOSE_LISTENERS, "only with a socket");
            return null;
        }
        var address = text == null ? null : address(text, section);
        if (text == null || (address != null && address.isAbstract())) {
            RuntimeKeys.FILE_ONLY.forEach(key -> section.wrong(key, "only for the path of a socket"));
        }
        return new RuntimeSettings.Local(address, permissions, level, exposeListeners);
    }

    private static RuntimeSettings.@Nullable Tcp tcp(Section section) {
        var text = section.get(RuntimeKeys.TCP);
        var level = section.orStandard(RuntimeKeys.TCP_LEVEL);
        if (text == null) {
            section.wrong(RuntimeKeys.TCP_LEVEL, "only with " + RuntimeKeys.TCP.name());
            return null;
        }
        try {
            var parsed = BindAddress.parse(text);
            if (parsed.size() != 1 || !(parsed.getFirst() instanceof InetSocketAddress address)) {
                section.wrong(RuntimeKeys.TCP, "expected: an IP address and one port");
                return null;
            }
            if (level != Level.USER && !BindAddress.isLocal(address)) {
                section.wrong(
                        RuntimeKeys.TCP_LEVEL,
                        "expected: user, or a loopback address; nobody is asked who he is over TCP");
            }
            return new RuntimeSettings.Tcp(address, level);
        } catch (ValueException e) {
            section.wrong(RuntimeKeys.TCP, e.detail());
            return null;
        }
    }

    private static @Nullable UnixAddress address(String text, Section section) {
        if (!UnixAddresses.isMeant(text)) {
            section.wrong(RuntimeKeys.SOCKET, "expected: " + RuntimeKeys.EXPECTED + "; for TCP there is runtime.tcp");
            return null;
        }
        try {
            return UnixAddresses.parse(text);
        } catch (ValueException e) {
            section.wrong(RuntimeKeys.SOCKET, e.detail());
            return null;
        }
    }
}

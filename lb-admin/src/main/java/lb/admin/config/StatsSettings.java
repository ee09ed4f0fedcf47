package lb.admin.config;

import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.Network;
import org.jspecify.annotations.Nullable;

/**
 * The statistics page.
 *
 * @param binds where it listens; none where only frontends answer it, or nobody
 * @param frontends names of the http frontends that answer it too
 * @param uri path of the page, such as {@code /stats}
 * @param realm what a browser shows when it asks for a password
 * @param users name to password; with no tokens either, open access, on loopback or where it was asked for
 * @param tokens name to what a program shows in the place of a user's password ({@code Authorization: Bearer})
 * @param actions whether users can change servers and virtual IPs on it
 * @param actionsFrom from where they can; none for everywhere
 * @param look what the page tells
 * @param otlp where the figures are pushed to; null for nowhere
 */
public record StatsSettings(
        List<BindSettings> binds,
        List<String> frontends,
        String uri,
        String realm,
        Map<String, String> users,
        Map<String, String> tokens,
        boolean actions,
        List<Network> actionsFrom,
        StatsLook look,
        @Nullable OtlpSettings otlp) {
    public StatsSettings {
        binds = List.copyOf(binds);
        actionsFrom = List.copyOf(actionsFrom);
        frontends = List.copyOf(frontends);
        users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
        tokens = Collections.unmodifiableMap(new LinkedHashMap<>(tokens));
    }

    /** Whether somebody from there can change something; null for one over a UNIX socket. */
    public boolean canActFrom(@Nullable InetAddress client) {
        return actions
                && (actionsFrom.isEmpty()
                        || (client != null && actionsFrom.stream().anyMatch(network -> network.contains(client))));
    }

    /** Whether everybody sees the page. */
    public boolean isOpen() {
        return users.isEmpty() && tokens.isEmpty();
    }

    /** Without the passwords and tokens. */
    @Override
    public String toString() {
        return "StatsSettings[binds=%s, frontends=%s, uri=%s, realm=%s, users=%s, tokens=%s, actions=%s, actionsFrom=%s, look=%s, otlp=%s]"
                .formatted(
                        binds,
                        frontends,
                        uri,
                        realm,
                        users.keySet(),
                        tokens.keySet(),
                        actions,
                        actionsFrom,
                        look,
                        otlp);
    }
}

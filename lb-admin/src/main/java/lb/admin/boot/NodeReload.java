package lb.admin.boot;

import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lb.admin.config.Configuration;
import lb.admin.log.LogSinks;
import lb.admin.log.NextTargets;
import lb.admin.reload.NodeChanges;
import lb.admin.reload.ReloadException;
import lb.proxy.Proxy;
import lb.proxy.ProxyReloadException;
import lb.proxy.reload.Changes;
import lb.proxy.settings.ProxySettings;

/** What a reload makes of the parts of a node: all is prepared that can fail, then put in force. One at a time. */
record NodeReload(NodeProxy proxy, VrrpPeer peer, UpstreamSource source, LogSinks log) {
    /**
     * Has all parts become what another configuration says.
     *
     * @param before what they are
     * @throws ReloadException with everything that stands in the way; nothing has changed then
     */
    Changes become(Proxy running, Configuration before, Configuration next) throws ReloadException {
        ProxySettings settings = proxy.settings(next);
        List<String> problems = new ArrayList<>(NodeChanges.refusals(before, next));
        problems.addAll(running.refusals(settings));
        if (!problems.isEmpty()) {
            throw new ReloadException(problems);
        }
        try (NextTargets targets = log.prepare(next.logTargets());
                VrrpReload virtual = peer.prepare(before, next)) {
            // What goes may still be on this machine when sources are looked for.
            Set<Inet4Address> addresses = new HashSet<>(UpstreamSource.among(before.virtualRouters()));
            addresses.addAll(UpstreamSource.among(next.virtualRouters()));
            source.follow(addresses);
            virtual.begin();
            Changes changes = running.reload(settings);
            targets.commit();
            List<String> others = new ArrayList<>(NodeChanges.words(before, next));
            others.addAll(virtual.end());
            return changes.and(others);
        } catch (IOException e) {
            throw new ReloadException(List.of(String.valueOf(e.getMessage())));
        } catch (StartException e) {
            throw new ReloadException(e.problems());
        } catch (ProxyReloadException e) {
            throw new ReloadException(e.problems());
        }
    }
}

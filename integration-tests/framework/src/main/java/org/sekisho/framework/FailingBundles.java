// SPDX-License-Identifier: Apache-2.0
package org.sekisho.framework;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.sekisho.detect.Detector;
import org.sekisho.detect.EvidenceListener;
import org.sekisho.detect.Technique;
import org.sekisho.dissect.DatagramDissector;
import org.sekisho.dissect.DatagramScope;
import org.sekisho.dissect.LinkDissector;
import org.sekisho.dissect.Probe;
import org.sekisho.dissect.StreamDissector;
import org.sekisho.dissect.StreamScope;
import org.sekisho.event.Event;
import org.sekisho.event.flow.FlowEnded;
import org.sekisho.event.flow.FlowStarted;
import org.sekisho.packet.Direction;
import org.sekisho.packet.Payload;
import org.sekisho.packet.Transport;

/**
 * Dissectors of every kind and a detector that are asked before all others and answer every call
 * that is about traffic by throwing something.
 */
final class FailingBundles {
    static final String STREAM = "failing-stream";
    static final String DATAGRAM = "failing-datagram";
    static final String LINK = "failing-link";
    static final String DETECTOR = "failing-detector";
    static final String SILENT = "failing-detector-that-wants-nothing";

    /** Thrown things need not be checked; what is thrown is an error or a runtime exception. */
    private final Supplier<? extends Throwable> thrown;

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    FailingBundles(BundleContext context, Supplier<? extends Throwable> thrown) {
        this.thrown = thrown;
        register(context, StreamDissector.class, Stream::new);
        register(context, DatagramDissector.class, Datagrams::new);
        register(context, LinkDissector.class, Links::new);
        register(context, Detector.class, () -> new Judge(DETECTOR, false));
        register(context, Detector.class, () -> new Judge(SILENT, true));
    }

    private <T> void register(BundleContext context, Class<T> type, Supplier<T> maker) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, 1000);
        PrototypeServiceFactory<T> factory =
                new PrototypeServiceFactory<>() {
                    @Override
                    public T getService(Bundle bundle, ServiceRegistration<T> registration) {
                        return maker.get();
                    }

                    @Override
                    public void ungetService(
                            Bundle bundle, ServiceRegistration<T> registration, T service) {
                        // nothing to give back
                    }
                };
        registrations.add(context.registerService(type, factory, properties));
    }

    /** They are gone again. */
    void unregister() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    private <T> T fail() {
        return FailingBundles.<T, RuntimeException>sneak(thrown.get());
    }

    @SuppressWarnings("unchecked")
    private static <T, E extends Throwable> T sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private final class Stream implements StreamDissector {
        @Override
        public String protocol() {
            return STREAM;
        }

        @Override
        public int stateLayout() {
            return 1;
        }

        @Override
        public int stateSize() {
            return 8;
        }

        @Override
        public Probe probe(StreamScope scope, Direction direction, Payload head) {
            return fail();
        }

        @Override
        public int data(StreamScope scope, Direction direction, Payload bytes) {
            return fail();
        }

        @Override
        public void gap(StreamScope scope, Direction direction, long missing) {
            fail();
        }

        @Override
        public void end(StreamScope scope) {
            fail();
        }
    }

    private final class Datagrams implements DatagramDissector {
        private int asked;

        @Override
        public String protocol() {
            return DATAGRAM;
        }

        @Override
        public int stateLayout() {
            return 1;
        }

        @Override
        public int stateSize() {
            return 8;
        }

        /** Now and then it gets as far as to be shown a datagram. */
        @Override
        public boolean accepts(Transport transport, int clientPort, int serverPort) {
            return ++asked % 2 == 0 || FailingBundles.this.<Boolean>fail();
        }

        @Override
        public void datagram(DatagramScope scope, Direction direction, Payload payload, int cut) {
            fail();
        }

        @Override
        public void end(DatagramScope scope) {
            fail();
        }
    }

    private final class Links implements LinkDissector {
        private int asked;

        @Override
        public String protocol() {
            return LINK;
        }

        @Override
        public int etherType() {
            return ++asked % 2 == 0 ? 0x0806 : FailingBundles.this.<Integer>fail();
        }

        @Override
        public void frame(FrameScope scope, Payload payload) {
            fail();
        }
    }

    private final class Judge implements Detector {
        private final String name;
        private final boolean silent;

        private Judge(String name, boolean silent) {
            this.name = name;
            this.silent = silent;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Collection<Technique> techniques() {
            return List.of();
        }

        @Override
        public Set<Class<? extends Event>> events() {
            return silent ? fail() : Set.of(FlowStarted.class, FlowEnded.class);
        }

        @Override
        public void judge(Event event, EvidenceListener listener) {
            fail();
        }
    }
}

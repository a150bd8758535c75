using System.Diagnostics.Metrics;

namespace Voidkey.Server.Telemetry;

/// <summary>Keeps what a meter's instruments measured, and what the platform says of the process, until somebody asks.</summary>
internal sealed class MetricsCollector : IDisposable
{
    /// <summary>The platform's own meter: memory, collections, threads.</summary>
    public const string Runtime = "System.Runtime";

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<MetricFamily> _families = [];

    /// <param name="meter">This very meter: another broker's in the same process bears the same name.</param>
    public MetricsCollector(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) || instrument.Meter.Name == Runtime) listener.EnableMeasurementEvents(instrument, Add(instrument));
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, labels, family) => ((MetricFamily)family!).Record(value, labels));
        _listener.SetMeasurementEventCallback<long>(static (_, value, labels, family) => ((MetricFamily)family!).Record(value, labels));
        _listener.SetMeasurementEventCallback<int>(static (_, value, labels, family) => ((MetricFamily)family!).Record(value, labels));
        _listener.Start();
    }

    /// <summary>All of it as it is now, in Prometheus' text format.</summary>
    public string Read()
    {
        // One look at a time: a second one would end the series of the first.
        lock (_gate)
        {
            foreach (var family in _families) family.BeginLook();
            _listener.RecordObservableInstruments();
            return PrometheusText.Write(_families.OrderBy(static family => family.Instrument.Name, StringComparer.Ordinal));
        }
    }

    public void Dispose() => _listener.Dispose();

    private MetricFamily Add(Instrument instrument)
    {
        var family = new MetricFamily(instrument);
        lock (_gate) _families.Add(family);
        return family;
    }
}

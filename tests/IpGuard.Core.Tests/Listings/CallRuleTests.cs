using CsCheck;
using IpGuard.Core.Listings;

namespace IpGuard.Core.Tests.Listings;

public class CallRuleTests
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    static List<CallHour> Made(int perDay, params DateTimeOffset[] at)
    {
        var calls = new List<CallHour>();
        foreach (var now in at)
        {
            Assert.Null(CallRule.RefusedUntil(calls, perDay, now));
            CallRule.Add(calls, now);
        }

        return calls;
    }

    [Fact]
    public void The_last_call_of_a_day_is_allowed_and_one_more_is_not()
    {
        var calls = Made(3, Noon, Noon.AddMinutes(59), Noon.AddHours(2));
        Assert.Equal([(Noon, 2), (Noon.AddHours(2), 1)], calls.Select(c => (c.BeganAt, c.Calls)));
        Assert.NotNull(CallRule.RefusedUntil(calls, 3, Noon.AddHours(2)));
        Assert.Null(CallRule.RefusedUntil(calls, 4, Noon.AddHours(2)));
    }

    [Fact]
    public void There_is_room_again_a_day_after_the_end_of_the_hour_in_which_it_was_used_up()
    {
        var calls = Made(2, Noon.AddMinutes(10), Noon.AddMinutes(20));
        var until = CallRule.RefusedUntil(calls, 2, Noon.AddHours(1));
        Assert.Equal(Noon.AddHours(25), until);
        Assert.Equal(until, CallRule.RefusedUntil(calls, 2, until!.Value.AddTicks(-1)));
        Assert.Null(CallRule.RefusedUntil(calls, 2, until.Value));
    }

    [Fact]
    public void Only_as_many_hours_are_waited_for_as_make_room()
    {
        var calls = Made(10, Noon, Noon.AddHours(1), Noon.AddHours(1), Noon.AddHours(3));
        Assert.Equal(Noon.AddHours(25), CallRule.RefusedUntil(calls, 4, Noon.AddHours(3)));
        // A limit that was lowered meanwhile.
        Assert.Equal(Noon.AddHours(26), CallRule.RefusedUntil(calls, 3, Noon.AddHours(3)));
        Assert.Equal(Noon.AddHours(26), CallRule.RefusedUntil(calls, 2, Noon.AddHours(3)));
        Assert.Equal(Noon.AddHours(28), CallRule.RefusedUntil(calls, 1, Noon.AddHours(3)));
    }

    [Fact]
    public void Never_are_there_more_calls_in_any_24_hours() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 600].Array[1, 60])
            .Sample(
                (perDay, pauses) =>
                {
                    var (calls, made, now) = (new List<CallHour>(), new List<DateTimeOffset>(), Noon);
                    foreach (var pause in pauses)
                    {
                        now = now.AddMinutes(pause);
                        if (CallRule.RefusedUntil(calls, perDay, now) is { } until)
                        {
                            Assert.InRange(until - now, TimeSpan.FromTicks(1), TimeSpan.FromHours(25));
                            continue;
                        }

                        CallRule.Add(calls, now);
                        made.Add(now);
                    }

                    Assert.All(made, end => Assert.True(made.Count(m => m > end.AddHours(-24) && m <= end) <= perDay));
                }
            );
}

using IpGuard.Core.Accounts;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Matching;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IpGuard.Web.Tests;

/// <summary>In a real browser: forms that people fill in, put right and take back.</summary>
[Collection(nameof(DoorCollection))]
public sealed class FormBrowserTests(OpenDoor door)
{
    [Fact]
    public async Task A_holder_adds_a_name_puts_a_price_right_and_removes_the_name()
    {
        await using var browser = await Browser.OpenAsync(door);
        var page = browser.Page;
        await browser.SignUpAsync();
        await page.GotoAsync("/holder");
        await page.FillAsync("#name", "Velmora");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("Velmora", await page.InnerTextAsync(".facts li span"));

        await page.SelectOptionAsync("#category", "jewellery");
        await page.FillAsync("#amount", "none");
        await page.FillAsync("#currency", "EUR");
        await page.Keyboard.PressAsync("Enter");
        await browser.AssertFaultAsync("amount");
        Assert.Equal(
            ["jewellery", "none", "EUR", ""],
            await page.EvaluateAsync<string[]>(
                "() => ['category', 'amount', 'currency', 'name'].map(id => document.getElementById(id).value)"
            )
        );
        Assert.Null(await page.GetAttributeAsync("#currency", "aria-invalid"));
        // From the fault one goes to its field.
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        Assert.EndsWith("#amount", page.Url, StringComparison.Ordinal);
        await page.FillAsync("#amount", "1299");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToContainTextAsync("EUR 1,299.00");
        Assert.Equal(0, await page.Locator(".faults").CountAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove: Velmora" }).ClickAsync();
        await Expect(page.Locator("main")).Not.ToContainTextAsync("Velmora");
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_regulator_trusts_a_source_and_its_holder_sees_the_prior_design_and_decides_on_the_match()
    {
        await using var browser = await Browser.OpenAsync(door);
        var page = browser.Page;
        var work = Bazaar.Design(9_700);
        using var bazaar = new Bazaar(
            door,
            ("early", AttackPainter.Apply(work, Attack.Resaved, 1)),
            ("copy", AttackPainter.Apply(work, Attack.Jpeg30, 1))
        )
        {
            Dates = { ["early"] = new(2020, 5, 4, 3, 2, 1, TimeSpan.Zero) },
        };
        var button = $"form[action='/prior/sources/{await bazaar.IdAsync()}'] button";
        await browser.SignInAsync(await door.AdmitAsync("Office", OrganisationKind.Regulator));
        await page.GotoAsync("/prior");
        await page.FocusAsync(button);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(button)).ToHaveTextAsync("No longer trust");

        var holder = await door.AdmitAsync("Decides", OrganisationKind.Brand);
        await browser.SignInAsync(holder);
        await page.GotoAsync("/file");
        await page.SetInputFilesAsync(
            "#pictures",
            new FilePayload
            {
                Name = "work.jpg",
                MimeType = "image/jpeg",
                Buffer = work,
            }
        );
        await page.FillAsync("[name=title]", "Camellia coat");
        await page.Locator("[name=category][value=apparel]").CheckAsync(new() { Force = true });
        await page.ClickAsync(".file-form .button");
        await bazaar.SweepAsync();

        await page.GotoAsync("/prior", new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.Equal(1, await page.Locator(".prior").CountAsync());
        Assert.Contains("2020-05-04 03:02:01 UTC", await page.InnerTextAsync(".prior .first"), StringComparison.Ordinal);
        Assert.True(await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('.prior img')].every(i => i.naturalWidth > 300)"));
        Assert.Equal(0, await page.Locator("#sources").CountAsync());

        await page.GotoAsync("/matches");
        await page.ClickAsync(".pair h3 a");
        var tooLong = string.Concat(Enumerable.Repeat("seen at the fair ", 40)).Trim();
        await page.EvalOnSelectorAsync("#note", "note => note.removeAttribute('maxlength')");
        await page.FillAsync("#note", tooLong);
        await page.ClickAsync(".decide .button.plain");
        await browser.AssertFaultAsync("note");
        Assert.Equal(tooLong, await page.InputValueAsync("#note"));
        await page.FillAsync("#note", "seen at the fair");
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await Expect(page.Locator("#decide")).ToContainTextAsync("Confirmed as a copy");
        await Expect(page.Locator("#decide > p").Filter(new() { HasText = "seen at the fair" })).ToHaveCountAsync(1);
        Assert.Equal("", await page.InputValueAsync("#note"));
        Assert.Empty(browser.Complaints);
    }
}
